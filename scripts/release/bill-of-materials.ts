/** What this reads of package-lock.json. */
interface LockFile {
  readonly name: string;
  readonly version: string;
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

interface LockedPackage {
  readonly version?: string;
  readonly license?: string;
  /** `sha512-` and base64. */
  readonly integrity?: string;
  readonly dev?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const folder = "node_modules/";

/**
 * What a release is made of, as CycloneDX 1.5: each package of npm that it contains, with its licence and checksum, and what needs what. It
 * follows from package-lock.json alone: it names no time and no number of its own, so the same lock file makes the same bytes.
 */
export function billOfMaterials(lock: LockFile): object {
  const isShipped = ([path, { dev: isForDevelopment }]: [string, LockedPackage]) => path !== "" && isForDevelopment !== true;
  // A version that lies in several folders is one component.
  const shipped = new Map(
    Object.entries(lock.packages)
      .filter(isShipped)
      .map((each) => [referenceOf(each[0], lock), each]),
  );
  const shoal = { type: "application", name: lock.name, version: lock.version };
  return {
    $schema: "http://cyclonedx.org/schema/bom-1.5.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.5",
    version: 1,
    metadata: { component: { ...shoal, "bom-ref": referenceOf("", lock), purl: referenceOf("", lock) } },
    components: [...shipped.values()].map(([path, { version, license, integrity }]) => ({
      type: "library",
      "bom-ref": referenceOf(path, lock),
      name: nameOf(path),
      version,
      purl: referenceOf(path, lock),
      ...(license === undefined ? {} : { licenses: [licenseOf(license)] }),
      ...(integrity === undefined ? {} : { hashes: [hashOf(integrity)] }),
    })),
    dependencies: ["", ...[...shipped.values()].map(([path]) => path)].map((path) => ({
      ref: referenceOf(path, lock),
      dependsOn: neededBy(path, lock).map((needed) => referenceOf(needed, lock)),
    })),
  };
}

/** The paths of the packages that one needs: of each the nearest, as Node finds it. */
function neededBy(path: string, { packages }: LockFile): string[] {
  const { dependencies, optionalDependencies } = packages[path] ?? {};
  const names = new Set([...Object.keys(dependencies ?? {}), ...Object.keys(optionalDependencies ?? {})]);
  return [...names].flatMap((name) => {
    for (let place = path; ; place = place.slice(0, Math.max(0, place.lastIndexOf(`/${folder}`)))) {
      const candidate = `${place === "" ? "" : `${place}/`}${folder}${name}`;
      if (packages[candidate] !== undefined) return [candidate];
      if (place === "") return [];
    }
  });
}

/** A package URL. */
function referenceOf(path: string, lock: LockFile): string {
  const { version = "" } = path === "" ? lock : (lock.packages[path] ?? {});
  return `pkg:npm/${(path === "" ? lock.name : nameOf(path)).replace("@", "%40")}@${version}`;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf(folder) + folder.length);
}

function licenseOf(license: string): object {
  return /^[\w.+-]+$/.test(license) ? { license: { id: license } } : { expression: license };
}

function hashOf(integrity: string): object {
  return { alg: "SHA-512", content: Buffer.from(integrity.slice("sha512-".length), "base64").toString("hex") };
}
