# SPDX-License-Identifier: GPL-2.0-only
"""Colours as numbers: contrast (WCAG 2.1), and what is left of a difference for whom.

The matrices are those of Machado, Oliveira and Fernandes (2009), "A Physiologically-based Model for
Simulation of Color Vision Deficiency", at full severity, for linear RGB.
"""
import re

VISION = {
    "all three cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216),
                   (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413),
                     (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602),
                   (0.004733, 0.691367, 0.303900)),
}


def linear(css):
    """rgb(1, 2, 3) as linear red, green and blue."""
    values = [int(value) / 255 for value in re.findall(r"\d+", css)[:3]]
    return [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values]


def luminance(css):
    red, green, blue = linear(css)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(a, b):
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def lab(rgb):
    """CIELAB of linear RGB, D65."""
    rows = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    x, y, z = (sum(k * v for k, v in zip(row, rgb)) / white
               for row, white in zip(rows, (0.9505, 1.0, 1.089)))
    fx, fy, fz = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def difference(a, b, vision):
    """CIE 1976 colour difference of two colours for one kind of sight; 2.3 is just noticeable."""
    seen = []
    for css in (a, b):
        rgb = linear(css)
        seen.append(lab([min(max(sum(k * v for k, v in zip(row, rgb)), 0), 1)
                         for row in VISION[vision]]))
    return sum((p - q) ** 2 for p, q in zip(*seen)) ** 0.5
