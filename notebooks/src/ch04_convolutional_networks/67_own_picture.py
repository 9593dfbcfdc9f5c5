# Chapter 4: a picture of your own, from any kind of file.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch04/own_picture
# needs: looking_inside

# %% [markdown] tags=["further"]
# ### A picture of your own, from any file
#
# Put a picture of one of the ten things beside this notebook, and its name
# into the next cell. (In Colab, drag it into the panel *Files*; in Kaggle,
# upload it as input and give the path that Kaggle shows.) The shipped network
# answers; it had more time to learn than yours.
#
# `read_picture` reads what phones, scanners and browsers give, and returns
# what `prepare` of exercise 4.11 expects: red, green and blue from 0 to 255.

# %%
from PIL import Image

from utils.own_files import SAMPLES
from utils.pictures import read_picture

own_path = "data/samples/cat_turned.jpg"  # yours: "my_cat.jpg"
own_picture = read_picture(own_path)
print(own_picture.shape, own_picture.dtype, own_picture.max())


def ready(image):
    """The middle square of uint8 (h, w, 3), as the network wants it."""
    side = min(image.shape[:2])
    top, left = ((n - side) // 2 for n in image.shape[:2])
    square = image[top : top + side, left : left + side] / 255
    return transform.resize(square, (32, 32, 3), anti_aliasing=True)


def first_three(path):
    """What most programs do: the first three channels of the array."""
    array = np.asarray(Image.open(path))
    if array.dtype == np.uint16:
        array = array // 257
    if array.ndim == 2:
        array = np.stack([array] * 3, axis=-1)
    return array[:, :, :3].astype("uint8")


# %% [markdown]
# A file holds more than three numbers a point, or fewer:
#
# - a **phone** stores what its sensor saw, and writes beside it, in the
#   **EXIF** tag *orientation*, how it was held;
# - **CMYK** is four inks of a printer: cyan, magenta, yellow, black;
# - **RGBA** has a fourth channel, **alpha** (آلفا): how opaque a point is;
#   what is transparent (شفاف) has some colour all the same, mostly black;
# - a **GIF** holds a palette (a table of colours) and numbers of its rows, and
#   maybe several pictures;
# - a scanner may give 16 bits: 0 to 65,535.
#
# Below are five files, four of the same cat and one of an aeroplane on a
# transparent ground. **Predict**: in which of them do the first three channels
# of the array mislead?

# %% tags=["hide-input"]
#| alt: >
#|   Five files in two rows. Above, the first three channels as they are: a
#|   grey cat, a dark GIF, a cat in false colours, one on its side, a black
#|   square. Below, read rightly: four upright cats and a black aeroplane.
own_files = sorted(SAMPLES.glob("[cp]*_*.[gjp]*"))
own_readers = {
    "first three\nchannels": first_three,
    "read_picture": read_picture,
}
own_inputs = np.array(
    [
        [ready(read(path)) for path in own_files]
        for read in own_readers.values()
    ]
)
own_p = trained.predict(own_inputs.reshape(-1, 32, 32, 3), verbose=0)
own_said = own_p.argmax(axis=1).reshape(2, -1)
figure, axes = plt.subplots(2, 5, figsize=(11, 5))
for row, (name, read) in zip(axes, own_readers.items(), strict=True):
    for axis, path in zip(row, own_files, strict=True):
        axis.imshow(read(path))
        axis.set(xticks=[], yticks=[])
        axis.grid(False)
    row[0].set_ylabel(name)
for axis, said, p in zip(axes.flat, own_said.flat, own_p, strict=True):
    axis.set_xlabel(f"{CLASSES[said]} {p.max():.2f}")
for axis, path in zip(axes[0], own_files, strict=True):
    axis.set_title(path.name, fontsize=9, fontweight="normal")
figure.suptitle("The same files, read in two ways, and the network's answers")
plt.show()

# %%
own_meant = [CLASSES.index("cat")] * 4 + [CLASSES.index("airplane")]
for name, said in zip(own_readers, own_said, strict=True):
    print(f"{name!r}: {np.sum(said == own_meant)} of 5 rightly")
expect(
    "ch04.own_picture.three_channels_right", np.sum(own_said[0] == own_meant)
)
expect("ch04.own_picture.right", np.sum(own_said[1] == own_meant))
own_cats = own_inputs[1, 1:4]  # without the grey one
expect("ch04.own_picture.cats_differ", np.abs(own_cats - own_cats[0]).max())

# %% [markdown]
# No error message once more. Where the answer above is right, it is right by
# luck: the network forgives a cat on its side, and the GIF's numbers of
# colours happen to look like a cat. (The `cats_differ` is how far the three
# colour cats differ after `read_picture`, of 1: JPEG and the palette lose a
# little.)

# %% [markdown] tags=["further"]
# ### Exercise 4.17 — three channels from any file (★★)
#
# Complete `three_channels`: a Pillow image in, the three channels out.
# `image.mode` says what it holds: `"L"` grey, `"RGB"`, `"RGBA"`, `"LA"`,
# `"P"` palette, `"CMYK"`, `"1"` black and white, `"I;16"` grey in 16 bits.
# `image.convert("RGBA")` turns all of them but the last into red, green, blue
# and alpha. What is transparent shall become **white**, and what is half
# transparent, halfway white: $\alpha c+(1-\alpha)\,255$ for each channel $c$,
# with $\alpha$ from 0 to 1. In 16 bits, 65,535 is white.


# %% exercise="4.17"
def three_channels(image):
    """Return uint8 (height, width, 3) of a Pillow image of any mode."""
    ### BEGIN SOLUTION
    if image.mode == "I;16":
        grey = np.asarray(image) // 257
        image = Image.fromarray(grey.astype("uint8"))
    rgba = np.asarray(image.convert("RGBA"), "float64")
    alpha = rgba[:, :, 3:] / 255
    rgb = alpha * rgba[:, :, :3] + (1 - alpha) * 255
    return rgb.round().astype("uint8")
    ### END SOLUTION


# %% check="4.17a" points=1
@check(
    "4.17a", hint="image.convert('RGBA') first; then the array, and its alpha"
)
def _():
    colour = np.array([240, 120, 20], "uint8")
    orange = Image.fromarray(np.tile(colour, (2, 3, 1)))
    modes = orange.convert("RGBA"), orange.convert("CMYK"), orange.quantize(4)
    for image in (orange, *modes):
        found = np.asarray(three_channels(image))
        message = f"mode {image.mode}, shape {found.shape}"
        assert found.shape == (2, 3, 3), message
        np.testing.assert_allclose(
            found[1, 2], colour, atol=2, err_msg=message
        )


# %% check="4.17b" points=1
@check(
    "4.17b",
    hint="alpha 0 gives 255, whatever colour lies there; alpha 255 gives the "
    "colour itself",
)
def _():
    glass = np.zeros((1, 3, 4), "uint8")
    glass[0, :, 3] = 0, 51, 255
    glass[0, 1, 0] = 100
    found = np.asarray(three_channels(Image.fromarray(glass)))
    expected = [[255] * 3, [224, 204, 204], [0, 0, 0]]
    np.testing.assert_allclose(found[0], expected, atol=1)
    assert found.dtype == np.uint8, f"{found.dtype}, not uint8"


# %% check="4.17c" points=1
@check("4.17c", hint="16 bits: divide by 257, or by 65535 and times 255")
def _():
    deep = np.array([[0, 25_700, 65_535]], "uint16")
    found = np.asarray(three_channels(Image.fromarray(deep)))
    np.testing.assert_allclose(found[0, :, 0], [0, 100, 255], atol=1)
    ### BEGIN HIDDEN TESTS
    assert found.shape == (1, 3, 3)
    grey = Image.fromarray(np.array([[0, 7, 200]], "uint8"))
    found = np.asarray(three_channels(grey))
    np.testing.assert_allclose(found[0, :, 2], [0, 7, 200], atol=1)
    found = np.asarray(three_channels(grey.convert("1", dither=0)))
    assert set(np.unique(found)) <= {0, 255}
    for path in own_files:
        with Image.open(path) as image:
            if "turned" not in path.name:
                found = np.asarray(three_channels(image)).astype(int)
                right = read_picture(path)
                np.testing.assert_allclose(found, right, atol=2)
    ### END HIDDEN TESTS
