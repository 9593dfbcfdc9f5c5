"""pip's settings are translated for uv, and the user's own stay."""

import pytest

from tools.setup_env import VARIABLES, pip_settings, uv_settings

MIRROR = "https://mirror.example/simple"


def test_later_section_of_pips_configuration_wins():
    listed = """\
:env:.index-url='https://from.environment/simple'
:env:.cert=''
:env:.default-timeout='60'
download.cert='/of/another/command.pem'
global.cert='/of/all/commands.pem'
global.extra-index-url='\\nhttps://one.example/simple\\nhttps://two.example'
global.index-url='https://from.file/simple'
install.cert='/of/install.pem'
"""
    assert pip_settings(listed) == {
        "index-url": "https://from.environment/simple",
        "cert": "/of/install.pem",
        "timeout": "60",
        "extra-index-url": "\nhttps://one.example/simple\nhttps://two.example",
    }


@pytest.mark.parametrize(
    ("pip", "uv"),
    [
        ({}, {}),
        ({"index-url": MIRROR}, {"UV_DEFAULT_INDEX": MIRROR}),
        (
            {"extra-index-url": "\nhttps://a.example\nhttps://b.example"},
            {
                "UV_INDEX": "https://a.example https://b.example",
                "UV_INDEX_STRATEGY": "unsafe-best-match",
            },
        ),
        (
            {"find-links": "https://a.example https://b.example"},
            {"UV_FIND_LINKS": "https://a.example,https://b.example"},
        ),
        ({"constraint": "a.txt b.txt"}, {"UV_CONSTRAINT": "a.txt b.txt"}),
        ({"trusted-host": "a.example b.example:8080"},
         {"UV_INSECURE_HOST": "a.example b.example:8080"}),
        ({"timeout": "15.5"}, {"UV_HTTP_TIMEOUT": "16"}),
        ({"cert": "/ca.pem"}, {"SSL_CERT_FILE": "/ca.pem"}),
        ({"client-cert": "/me.pem"}, {"SSL_CLIENT_CERT": "/me.pem"}),
        ({"proxy": "http://proxy.example:3128"},
         {"HTTP_PROXY": "http://proxy.example:3128",
          "HTTPS_PROXY": "http://proxy.example:3128"}),
    ],
)  # fmt: skip
def test_settings_are_translated(pip, uv):
    assert uv_settings(pip, {}) == ([], uv)


def test_no_index_is_an_option_of_uv():
    assert uv_settings({"no-index": "1"}, {}) == (["--no-index"], {})
    assert uv_settings({"no-index": "false"}, {}) == ([], {})


@pytest.mark.parametrize(
    ("option", "name"),
    [(option, name) for option, names, _ in VARIABLES
     for name in names if option != "proxy"],
)  # fmt: skip
def test_what_the_user_sets_for_uv_stays(option, name):
    pip = {"index-url": MIRROR, option: "1"}
    _, variables = uv_settings(pip, {name: "the user's"})
    others = {} if option == "index-url" else {"UV_DEFAULT_INDEX": MIRROR}
    assert variables == others


def test_certificates_that_pip_takes_from_requests():
    environ = {"REQUESTS_CA_BUNDLE": "/a.pem", "CURL_CA_BUNDLE": "/b.pem"}
    assert uv_settings({}, environ)[1] == {"SSL_CERT_FILE": "/a.pem"}
    environ["REQUESTS_CA_BUNDLE"] = ""
    assert uv_settings({}, environ)[1] == {"SSL_CERT_FILE": "/b.pem"}
    pip = {"cert": "/c.pem"}
    assert uv_settings(pip, environ)[1] == {"SSL_CERT_FILE": "/c.pem"}
