# SPDX-License-Identifier: GPL-2.0-only
"""What rules say of where they come from, held against the kernels' sources."""
import re

import kernels
import support

PLACE = re.compile(r"(\w+) in ((?:kernel|include|arch|mm)/[\w./-]*\w)")


class Sources(kernels.KernelCase):
    def test_places(self):
        """Each name that a rule's source gives stands in the file that it gives, in 7.2 and 7.3."""
        listed = support.run("luo-compat-check", "explain").out.splitlines()
        places = {}
        for rule in (line.split()[0] for line in listed):
            source = " ".join(support.run("luo-compat-check", "explain", rule).out.split("source: ")[1].split())
            places.update({place: rule for place in PLACE.findall(source)})
        self.assertGreater(len(places), 20)
        for name in ("7.2", "7.3"):
            for (word, path), rule in places.items():
                with self.subTest(f"{name} {rule}: {word} in {path}"):
                    text = (kernels.directories()[name] / path).read_text()
                    self.assertRegex(text, rf"\b{word}\b")
