# SPDX-License-Identifier: GPL-2.0-only
"""examples/ci: the steps of each, run on the sample kernels as the service would run them.

The kernel to be released is demo's 7.3.0-sample, which writes widget-v2 and obeys enable_write; what was
released last is 7.2.0-sample, which reads widget-v1 only: an update that needs nothing, and a rollback
with a plan.
"""
import functools
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

import junitparser
import yaml

from support import BUILD, CC, NPM, TOP, TestCase, needs_npm, run, validate

CI = TOP / "examples" / "ci"
# what older Nodes lack of what gitlab-ci-local uses
UNION = ("if (!Set.prototype.union) Set.prototype.union = "
         "function (o) { return new Set([...this, ...o.keys()]); };")


@functools.cache
def samples():
    """Build trees of both sample kernels, made once."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="luocat-samples-"))
    unittest.addModuleCleanup(shutil.rmtree, folder)
    for program in ("luo-catalog-gen", "luo-compat-check", "luo-sysfs-emitter"):
        (folder / program).symlink_to(BUILD / program)
    subprocess.run([TOP / "demo" / "demo.sh", folder], check=True, stdout=subprocess.DEVNULL,
                   stdin=subprocess.DEVNULL, env={**os.environ, "CC": CC})
    return folder / "demo"


class Ci(TestCase):
    """A kernel tree, already built, with the catalog that was shipped and the policy in it."""

    told = ".luocat"

    def setUp(self):
        super().setUp()
        self.tree = self.dir / "linux"
        shutil.copytree(samples() / "running", self.tree)
        (self.tree / self.told).mkdir(parents=True)
        self.shipped = self.tree / self.told / "shipped.json"
        shutil.copy(samples() / "next.json", self.shipped)
        shutil.copy(CI / "policy.json", self.tree / self.told)
        # all that a kernel's Makefile would do is done
        (self.tree / "Makefile").write_text("all olddefconfig:\n\t@:\n")
        self.out = self.dir / "out"
        self.out.mkdir()

    def environment(self, **more):
        stubs = self.dir / "stubs"
        stubs.mkdir(exist_ok=True)
        (stubs / "sudo").write_text('#!/bin/sh\nexec "$@"\n')
        (stubs / "sudo").chmod(0o755)
        return {**os.environ, "PATH": f"{BUILD}:{stubs}:{os.environ['PATH']}", **more}

    def luocat_source(self):
        """A stand-in for luocat's own tree, since that is what is built here already."""
        source = self.tree / ".luocat" / "source"
        source.mkdir(parents=True, exist_ok=True)
        (source / "Makefile").write_text(
            "deps-build:\n\t@:\ninstall: \n\tmkdir -p $(PREFIX)/bin\n"
            + "".join(f"\tln -sf {BUILD}/{name} $(PREFIX)/bin\n"
                      for name in ("luo-catalog-gen", "luo-compat-check")))
        # and the real one has these targets
        subprocess.run(["make", "-n", "-C", TOP, f"O={BUILD}", "install", "PREFIX=/nowhere"],
                       check=True, stdout=subprocess.DEVNULL)
        self.assertIn("deps-build", subprocess.run(
            ["make", "-n", "-C", TOP, "deps-build"], check=True,
            stdout=subprocess.PIPE).stdout.decode().replace("deps.sh build", "deps-build"))

    def break_luo(self):
        """What was shipped wrote another version of LUO's own format: a panic."""
        text = self.shipped.read_text()
        self.assertIn('"luo-v5"', text)
        self.shipped.write_text(text.replace('"luo-v5"', '"luo-v4"'))

    def make_same(self):
        """What was shipped is what is to be released."""
        shutil.copy(samples() / "running.json", self.shipped)


class Policy(Ci):
    def test_judges(self):
        for to in ("next", "running"):
            result = run("luo-compat-check", "--policy", CI / "policy.json", "--unused-waivers",
                         samples() / "running.json", samples() / f"{to}.json", "--format=json")
            self.assertEqual(result.json("verdict")["outcome"],
                             {"next": "compatible-with-plan", "running": "compatible"}[to])


class Gate(Ci):
    def gate(self, *args):
        process = subprocess.run([CI / "release-gate.sh", *args], env=self.environment(),
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        return process.returncode, process.stdout.decode(), process.stderr.decode()

    def test_plan(self):
        status, out, err = self.gate(self.shipped, self.tree, self.out)
        self.assertEqual((status, err), (0, ""))
        self.assertIn("the plan in", out.splitlines()[-1])
        verdict = json.loads((self.out / "verdict.json").read_text())
        validate(verdict, "verdict")
        self.assertEqual([q["outcome"] for q in verdict["questions"]],
                         ["compatible", "compatible-with-plan"])
        self.assertTrue((self.out / "report.md").read_text().startswith("## forward: "))
        # the rollback's plan is one that the emitter takes, on the kernel that was released
        formats = self.dir / "formats"
        self.assertEqual(run("luo-sysfs-emitter", "tree", self.out / "next.json", formats).status, 0)
        self.assertEqual(run("luo-sysfs-emitter", "apply", self.out / "verdict.json",
                             formats).status, 0)
        self.assertEqual((formats / "file-handler/widget-v2/enable_write").read_text(), "0\n")

    def test_compatible(self):
        self.make_same()
        status, out, _ = self.gate(self.shipped, self.tree, self.out)
        self.assertEqual(status, 0)
        self.assertIn("each kernel reads what the other one writes", out.splitlines()[-1])

    def test_incompatible(self):
        self.break_luo()
        status, out, err = self.gate(self.shipped, self.tree, self.out)
        self.assertEqual(status, 1)
        self.assertIn("INCOMPATIBLE", out)
        self.assertIn("not released", err)

    def test_options_go_on(self):
        self.assertEqual(self.gate(self.shipped, self.tree, self.out, "--fail-on=plan")[0], 1)

    def test_nothing_judged(self):
        (self.out / "verdict.json").write_text("of an earlier run")
        self.shipped.write_text("{")
        self.assertEqual(self.gate(self.shipped, self.tree, self.out)[0], 2)
        self.assertFalse((self.out / "verdict.json").exists())
        self.assertEqual(self.gate(self.shipped, self.dir / "nowhere", self.out)[0], 2)
        self.assertEqual(self.gate(self.shipped)[0], 2)


class GitHub(Ci):
    path = CI / "github" / "live-update.yml"

    def setUp(self):
        super().setUp()
        self.luocat_source()
        self.workflow = yaml.safe_load(self.path.read_text())
        self.steps = self.workflow["jobs"]["compatible"]["steps"]
        self.files = {name: self.dir / name.lower() for name in
                      ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT", "GITHUB_PATH")}

    @needs_npm
    def test_valid(self):
        """By action-validator, which has the published schema and rejects what is none."""
        script = ("const { validateWorkflow } = require('@action-validator/core');"
                  "const { errors } = validateWorkflow(require('fs').readFileSync(0, 'utf8'));"
                  "console.log(JSON.stringify(errors));")
        for text, valid in ((self.path.read_text(), True),
                            (self.path.read_text().replace("runs-on:", "runs-in:"), False)):
            done = subprocess.run(["node", "-e", script], input=text.encode(), check=True,
                                  stdout=subprocess.PIPE, cwd=NPM)
            self.assertEqual(json.loads(done.stdout) == [], valid, done.stdout)

    def run_steps(self):
        """Steps as the runner takes them: one that fails is the last, but for those with an `if`."""
        status = 0
        for step in self.steps:
            if "run" not in step or status:
                continue
            self.assertNotIn("${{", step["run"])
            added = self.files["GITHUB_PATH"]
            path = added.read_text().split() if added.exists() else []
            environment = self.environment(RUNNER_TEMP=str(self.out),
                                           **{k: str(v) for k, v in self.files.items()})
            environment["PATH"] = ":".join([*path, environment["PATH"]])
            status = subprocess.run(["bash", "-e", "-c", step["run"]], cwd=self.tree,
                                    env=environment, stdout=subprocess.PIPE,
                                    stderr=subprocess.PIPE, check=False).returncode
        return status

    def uploads(self):
        """What the last step would upload, if it were to."""
        step = self.steps[-1]
        self.assertEqual(step["uses"], "github/codeql-action/upload-sarif@v3")
        self.assertEqual(step["if"],
                         "${{ !cancelled() && steps.judge.outputs.reported == 'true' }}")
        output = self.files["GITHUB_OUTPUT"]
        if not output.exists() or "reported=true\n" not in output.read_text():
            return None
        path = step["with"]["sarif_file"].replace("${{ runner.temp }}", str(self.out))
        return json.loads(pathlib.Path(path).read_text())

    def test_permissions(self):
        """upload-sarif needs that one, and nothing needs more."""
        self.assertEqual(self.workflow["permissions"],
                         {"contents": "read", "security-events": "write"})

    def test_actions_are_of_a_version(self):
        for step in self.steps:
            self.assertRegex(step.get("uses", "x@v1"), r"^[\w./-]+@v\d+$")

    def test_plan(self):
        self.assertEqual(self.run_steps(), 0)
        log = self.uploads()
        self.assertEqual(log["runs"][0]["invocations"][0]["exitCode"], 3)
        self.assertEqual(log["runs"][0]["artifacts"][0]["location"]["uri"], ".luocat/shipped.json")
        summary = self.files["GITHUB_STEP_SUMMARY"].read_text()
        self.assertIn("COMPATIBLE WITH THE PLAN BELOW", summary)
        self.assertIn("file-handler/widget-v2/enable_write", summary)
        self.assertEqual(self.files["GITHUB_PATH"].read_text(), f"{self.out}/luocat/bin\n")

    def test_incompatible(self):
        """Fails, and both reports are there."""
        self.break_luo()
        self.assertEqual(self.run_steps(), 1)
        self.assertEqual(self.uploads()["runs"][0]["invocations"][0]["exitCode"], 1)
        self.assertIn("INCOMPATIBLE", self.files["GITHUB_STEP_SUMMARY"].read_text())

    def test_nothing_judged(self):
        self.shipped.write_text("{")
        self.assertEqual(self.run_steps(), 2)
        self.assertIsNone(self.uploads())


class GitLab(Ci):
    path = CI / "gitlab" / "live-update.gitlab-ci.yml"

    def setUp(self):
        super().setUp()
        self.job = yaml.safe_load(self.path.read_text())["live-update"]

    def run_script(self):
        """As a runner's shell takes it: the lines, one after the other, until one fails."""
        script = "\n".join(self.job["script"])
        return subprocess.run(["bash", "-eo", "pipefail", "-c", script], cwd=self.tree,
                              env=self.environment(CI_PROJECT_DIR=str(self.tree)),
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              check=False).returncode

    def test_plan_is_a_warning(self):
        status = self.run_script()
        self.assertEqual(status, 3)
        self.assertIn(status, self.job["allow_failure"]["exit_codes"])
        for path in self.job["artifacts"]["paths"]:
            self.assertTrue((self.tree / path).is_file(), path)
        report = self.tree / self.job["artifacts"]["reports"]["junit"]
        told = junitparser.JUnitXml.fromfile(str(report))
        self.assertEqual((told.failures, told.errors), (0, 0))
        self.assertIn("widget", [case.name for suite in told for case in suite])

    def test_incompatible(self):
        self.break_luo()
        status = self.run_script()
        self.assertEqual(status, 1)
        self.assertNotIn(status, self.job["allow_failure"]["exit_codes"])
        self.assertEqual(self.job["artifacts"]["when"], "always")
        report = self.tree / self.job["artifacts"]["reports"]["junit"]
        told = junitparser.JUnitXml.fromfile(str(report))
        failed = {f"{case.classname} {case.name}" for suite in told for case in suite if case.result}
        self.assertLessEqual({"forward.core luo", "rollback.core luo"}, failed)

    def test_nothing_judged(self):
        self.shipped.write_text("{")
        self.assertEqual(self.run_script(), 2)

    @needs_npm
    def test_gitlab_ci_local(self):
        """It holds the job against GitLab's schema, and runs it: a plan is a warning, no failure."""
        node = subprocess.run(["node", "-p", "process.versions.node"], check=True,
                              stdout=subprocess.PIPE).stdout.decode()
        if int(node.partition(".")[0]) < 20:
            self.skipTest(f"gitlab-ci-local needs Node 20, this is {node.strip()}")
        # all that installs is left out: the programs are here
        text = self.path.read_text()
        text = re.sub(r"  before_script:\n(    - .*\n)+", "", text)
        (self.tree / ".gitlab-ci.yml").write_text(text)
        self.tool("git", "init", "-q", self.tree)
        self.tool("git", "-C", self.tree, "remote", "add", "origin", "git@git.example:kernel/linux.git")
        self.tool("git", "-C", self.tree, "-c", "user.name=x", "-c", "user.email=x@example.org",
                  "commit", "-q", "--allow-empty", "-m", "x")
        shim = self.dir / "union.cjs"
        shim.write_text(UNION)
        for broken in (False, True):
            if broken:
                self.break_luo()
            done = subprocess.run(
                ["node", "--require", shim, NPM / "gitlab-ci-local/dist/index.js",
                 "--force-shell-executor", "--home", self.dir, "--no-color"], cwd=self.tree,
                env=self.environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
            out = done.stdout.decode()
            self.assertEqual(done.returncode, 0, out)  # whatever a job ends with
            self.assertRegex(out, r"\n FAIL  live-update\n" if broken else r"\n WARN  live-update ")
            self.assertIn("INCOMPATIBLE" if broken else "COMPATIBLE WITH THE PLAN", out)


class Debian(Ci):
    """autopkgtest with its null runner: the test in a package's tree, run on this machine."""

    told = "debian/live-update"

    def setUp(self):
        super().setUp()
        shutil.copytree(CI / "debian" / "tests", self.tree / "debian" / "tests")
        (self.tree / "debian" / "control").write_text(
            "Source: linux\nMaintainer: Nobody <nobody@example.org>\n\n"
            "Package: linux-image\nArchitecture: all\nDescription: none\n")
        (self.tree / "debian" / "changelog").write_text(
            "linux (7.3) unstable; urgency=low\n\n  * x\n\n"
            " -- Nobody <nobody@example.org>  Sat, 28 Nov 2026 00:00:00 +0000\n")
        # neither package is one that apt could install here, and both are here
        control = self.tree / "debian" / "tests" / "control"
        text = control.read_text()
        self.assertIn("Depends: @, luocat\n", text)
        control.write_text(text.replace("Depends: @, luocat\n", "Depends:\n"))

    def autopkgtest(self, *env):
        env = [f"--env={word}" for word in (f"PATH={self.environment()['PATH']}", *env)]
        done = subprocess.run(["autopkgtest", "--no-built-binaries", f"--output-dir={self.dir}/adt",
                               *env, f"{self.tree}/", "--", "null"], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        return done.returncode, done.stdout.decode()

    def test_plan(self):
        status, out = self.autopkgtest(f"LUOCAT_KERNEL={self.tree}")
        self.assertEqual(status, 0, out)
        self.assertIn("live-update          PASS", out)
        artifacts = self.dir / "adt" / "artifacts"
        validate(json.loads((artifacts / "verdict.json").read_text()), "verdict")
        validate(json.loads((artifacts / "next.json").read_text()), "catalog")
        self.assertEqual(junitparser.JUnitXml.fromfile(str(artifacts / "luocat.xml")).failures, 0)

    def test_incompatible(self):
        self.break_luo()
        status, out = self.autopkgtest(f"LUOCAT_KERNEL={self.tree}")
        self.assertEqual(status, 4, out)  # autopkgtest(1): at least one test failed
        self.assertIn("live-update          FAIL non-zero exit status 1", out)

    def test_nothing_judged(self):
        self.shipped.write_text("{")
        status, out = self.autopkgtest(f"LUOCAT_KERNEL={self.tree}")
        self.assertEqual(status, 4, out)
        self.assertIn("live-update          FAIL", out)


if __name__ == "__main__":
    unittest.main()
