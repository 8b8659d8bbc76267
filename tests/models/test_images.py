"""Features of images."""

import numpy as np
import pytest

from askless.models.build import build
from askless.models.images import gradients_and_pixels, pixels, shrunk


def test_any_size_and_any_number_of_channels():
    rng = np.random.default_rng(0)
    shapes = [(8, 8), (40, 30), (1, 1), (33, 65, 3), (16, 16, 4), (5, 9, 1), (5, 9, 2)]
    images = [rng.integers(0, 256, shape).astype(np.uint8) for shape in shapes]
    for describe in (gradients_and_pixels, pixels):
        found = describe(images)
        assert found.shape == (len(shapes), 768)
        assert np.isfinite(found).all()
        np.testing.assert_array_equal(describe(images[3:4]), found[3:4])


def test_shrinking_averages():
    image = np.array([[0, 255], [255, 255]], dtype=np.uint8)
    assert shrunk(image, 1).ravel().tolist() == pytest.approx([0.75] * 3)
    assert shrunk(image, 4)[0, :, 0].tolist() == [0, 0, 1, 1]


def test_the_type_of_numbers_does_not_matter():
    image = np.random.default_rng(0).random((20, 20))
    as_bytes = (image * 255).round().astype(np.uint8)
    np.testing.assert_allclose(gradients_and_pixels([image]), gradients_and_pixels([as_bytes]), atol=0.03)


def test_gradients_do_not_depend_on_the_light():
    image = np.random.default_rng(0).random((32, 32)) / 2
    bright, dim = gradients_and_pixels([image + 0.3])[0, :576], gradients_and_pixels([image / 2])[0, :576]
    np.testing.assert_allclose(bright, dim, atol=1e-4)


def test_images_may_differ_in_size(pools):
    items, y = pools["images"]
    mixed = [np.pad(image, row % 3) for row, image in enumerate(items.raw)]
    pool = type(items)("images", mixed)
    model = build(None, pool)
    model.prepare(pool)
    model.fit(np.arange(60), y[:60], n_labels=3)
    assert (model.predict_proba(np.arange(60, 90)).argmax(axis=1) == y[60:]).mean() > 0.8


def test_described_images_are_kept(pools, tmp_path):
    items, _ = pools["images"]
    first, again = build(None, items), build(None, items)
    first.prepare(items, cache=tmp_path)
    again.features._describe_all = None  # it must not be needed
    again.prepare(items, cache=tmp_path)
    np.testing.assert_array_equal(first.embedding(), again.embedding())
