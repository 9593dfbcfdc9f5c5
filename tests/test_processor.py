"""Detection of the processor's features."""

import pytest

from utils import processor


@pytest.fixture
def features(tmp_path, monkeypatch):
    """Return a function that sets the kernel's list of features."""

    def write(text):
        path = tmp_path / "cpuinfo"
        path.write_text(f"processor : 0\nflags : fpu {text} sse\n", "utf-8")
        monkeypatch.setattr(processor, "CPUINFO", path)

    monkeypatch.delenv("ONEDNN_MAX_CPU_ISA", raising=False)
    return write


@pytest.mark.parametrize(
    ("flags", "known"),
    [
        ("avx2 fma", False),
        ("avx512_vnni", False),
        ("avx512_bf16", True),
        ("amx_bf16 amx_tile", True),
        ("asimd bf16 i8mm", True),
    ],
)
def test_bfloat16_on_linux(features, flags, known):
    features(flags)
    assert processor.has_bfloat16() is known


@pytest.mark.parametrize(
    ("limit", "known"),
    [
        ("AVX2", False),
        ("avx512_core_vnni", False),
        ("AVX512_CORE_BF16", True),
        ("AVX512_CORE_AMX", True),
        ("DEFAULT", True),
    ],
)
def test_the_users_limit_counts(features, monkeypatch, limit, known):
    features("avx512_bf16")
    monkeypatch.setenv("ONEDNN_MAX_CPU_ISA", limit)
    assert processor.has_bfloat16() is known


@pytest.mark.parametrize(
    ("answer", "known"), [(["1"], True), (["0"], False), (None, None)]
)
def test_bfloat16_on_macos(tmp_path, monkeypatch, answer, known):
    monkeypatch.delenv("ONEDNN_MAX_CPU_ISA", raising=False)
    monkeypatch.setattr(processor, "CPUINFO", tmp_path / "missing")
    monkeypatch.setattr(processor.platform, "system", lambda: "Darwin")
    text = "\n".join(answer or [])
    monkeypatch.setattr(
        processor.subprocess,
        "run",
        lambda command, **_: processor.subprocess.CompletedProcess(
            command, 0 if answer else 1, text
        ),
    )
    assert processor.has_bfloat16() is known


def test_unknown_elsewhere(tmp_path, monkeypatch):
    monkeypatch.delenv("ONEDNN_MAX_CPU_ISA", raising=False)
    monkeypatch.setattr(processor, "CPUINFO", tmp_path / "missing")
    monkeypatch.setattr(processor.platform, "system", lambda: "Windows")
    assert processor.has_bfloat16() is None


@pytest.mark.parametrize("known", [True, False])
def test_what_is_known_is_not_measured(monkeypatch, known):
    monkeypatch.setattr(processor, "has_bfloat16", lambda: known)
    monkeypatch.setattr(processor.time, "perf_counter", None)
    assert processor.bfloat16_is_fast() is known


@pytest.mark.parametrize("fast", [True, False])
def test_what_is_unknown_is_measured(monkeypatch, fast):
    """The products in bfloat16 come first."""
    monkeypatch.setattr(processor, "has_bfloat16", lambda: None)
    durations = [9.0, 1.0, 1.0, 9.0, 2.0, 2.0]
    if not fast:
        durations = durations[3:] + durations[:3]
    ticks = iter([t for d in durations for t in (0.0, d)])
    monkeypatch.setattr(processor.time, "perf_counter", lambda: next(ticks))
    assert processor.bfloat16_is_fast() is fast
