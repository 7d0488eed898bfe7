"""Runs the JMH benchmarks of the bench module, with what they allocate."""
import subprocess, sys

from servers import OUT, TOP


def run(arguments):
    path = OUT / "class-path"
    subprocess.run(["./mvnw", "-q", "-B", "-ntp", "-DskipTests", "-Dspotless.check.skip=true", "-pl", "bench", "-am", "package",
                    "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:build-classpath", f"-Dmdep.outputFile={path}"],
                   cwd=TOP, check=True)
    command = ["java", "-cp", f"{OUT}/classes:{path.read_text().strip()}", "org.openjdk.jmh.Main"]
    sys.exit(subprocess.run(command + (arguments or "-f 1 -wi 3 -i 5 -w 1 -r 1 -prof gc".split())).returncode)
