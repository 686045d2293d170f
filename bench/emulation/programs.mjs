// How the two programs are started.
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = resolve(fileURLToPath(import.meta.url), "../../..");

/** A word for sh. */
export const quoted = (word) => `'${String(word).replaceAll("'", `'\\''`)}'`;

/** The shell commands of client and test point: what the build made unless paths are given; a .dll runs with dotnet, anything else as it is (AOT). `prefix` goes before both, for example "chrt -r 5". */
export function programs({ cli, point, prefix }) {
  const built = (project, file) => join(ROOT, "artifacts/bin", project, "release", file);
  const command = (path) => [prefix, path.endsWith(".dll") ? "dotnet" : "", quoted(resolve(path))].filter(Boolean).join(" ");
  return {
    cli: command(cli ?? built("Ispeed.Cli", "ispeed.dll")),
    point: command(point ?? built("Ispeed.TestPoint", "ispeed-testpoint.dll")),
    prefix: prefix ?? "",
  };
}
