// Some registries hold the binaries of one platform only. An install from such a one leaves the optional packages of the others out
// of package-lock.json, and `npm ci` then refuses the file everywhere. This writes the missing entries: name, version, platform.
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));
const systems = ['darwin', 'linux', 'win32', 'freebsd', 'openbsd', 'netbsd', 'android', 'sunos', 'aix', 'openharmony'];
const processors = { x64: 'x64', arm64: 'arm64', arm: 'arm', armv7l: 'arm', ia32: 'ia32', ppc64: 'ppc64', ppc64le: 'ppc64', s390x: 's390x', riscv64: 'riscv64', loong64: 'loong64', loongarch64: 'loong64', mips64el: 'mips64el', x86: 'ia32' };

const found = (at, name) => {
  for (let folder = at; ; folder = folder.replace(/\/?node_modules\/(@[^/]+\/)?[^/]+$/, '')) {
    if (lock.packages[`${folder ? `${folder}/` : ''}node_modules/${name}`]) return true;
    if (!folder) return false;
  }
};

let added = 0;
for (const [at, { optionalDependencies = {}, dev }] of Object.entries(lock.packages)) {
  if (!at) continue;
  for (const [name, version] of Object.entries(optionalDependencies)) {
    if (found(at, name) || !/^\d/.test(version)) continue;
    const words = name.split(/[-/.]/);
    const os = systems.find((system) => words.includes(system) || (system === 'win32' && words.includes('windows')));
    const cpu = processors[words.find((word) => processors[word]) ?? ''] ?? (words.some((word) => /^arm/.test(word)) ? 'arm' : undefined);
    if (!os && !words.some((word) => /^wasm/.test(word))) continue;
    lock.packages[`node_modules/${name}`] = { version, ...(cpu || !os ? { cpu: [cpu ?? 'wasm32'] } : {}), ...(dev ? { dev } : {}), optional: true, ...(os ? { os: [os] } : {}) };
    added++;
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`entries added: ${added}`);
