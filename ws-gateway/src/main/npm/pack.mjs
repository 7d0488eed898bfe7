// @ts-check
/**
 * Packs the client as an npm package: the modules that scancast.js needs and no others, and their types, which
 * TypeScript reads from their comments.
 *
 * Usage: node pack.mjs DIRECTORY [TSC], from anywhere; DIRECTORY then holds the package and its tarball. TSC is
 * TypeScript's tsc.js; without it `npx` fetches TypeScript.
 */

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const TYPESCRIPT = "typescript@5.9.3";
const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "../resources/dev/scancast/gateway/web/assets");
const root = join(here, "../../../..");

const [directory, tsc] = process.argv.slice(2);
if (directory === undefined) {
  console.error("usage: node pack.mjs DIRECTORY [TSC]");
  process.exit(2);
}
const made = resolve(directory, "package");
const dist = join(made, "dist");
rmSync(made, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });

const needed = closure("scancast.js");
needed.forEach((name) => cpSync(join(modules, name), join(dist, name)));
cpSync(join(here, "package.json"), join(made, "package.json"));
cpSync(join(here, "README.md"), join(made, "README.md"));
cpSync(join(root, "LICENSE"), join(made, "LICENSE"));

const compiler = tsc === undefined ? ["npx", "--yes", "-p", TYPESCRIPT, "tsc"] : [process.execPath, resolve(tsc)];
const options = "--allowJs --checkJs --strict --declaration --emitDeclarationOnly --target es2022 --module es2022";
run(compiler, ...options.split(" "), "--moduleResolution", "bundler", "--lib", "es2022,dom,dom.iterable", ...needed);
console.log(join(directory, run(["npm"], "pack", "--silent", "--pack-destination", resolve(directory), made).trim()));

/** @param {string} first @returns {string[]} it and all that it imports */
function closure(first) {
  const found = new Set([first]);
  for (const name of found) {
    const text = readFileSync(join(modules, name), "utf8");
    [...text.matchAll(/(?:from |import\()"\.\/([a-z-]+\.js)"/g)].forEach(([, imported]) => found.add(imported));
  }
  return [...found];
}

/** @param {string[]} command @param {string[]} options */
function run([program, ...first], ...options) {
  return execFileSync(program, [...first, ...options], { cwd: dist, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}
