/** What a kernel module (.ko) needs of its kernel: symbols, and the versions of them it was built with. */
import {elfSection, readFromBytes} from '../elf.ts';

/** The names of the symbols that the kernel (or another module) must have; weak ones may stay absent. */
export function readUndefinedSymbols(module: Buffer): string[] {
	const read = readFromBytes(module);
	const symbols = elfSection(read, '.symtab');
	const names = elfSection(read, '.strtab');
	if (symbols === undefined || names === undefined)
		throw new RangeError('Expected a kernel module, its symbol table is absent');

	const undefinedNames: string[] = [];
	for (let at = symbolBytes; at + symbolBytes <= symbols.length; at += symbolBytes) {
		const binding = symbols.readUInt8(at + 4) >> 4;
		const section = symbols.readUInt16LE(at + 6);
		if (section !== 0 || binding !== bindingGlobal) continue;

		const start = symbols.readUInt32LE(at);
		undefinedNames.push(names.toString('utf8', start, names.indexOf(0, start)));
	}
	return undefinedNames.sort();
}

/** Checksums of the symbols that a module imports (`__versions`); empty where the kernel keeps none, or elsewhere. */
export function readSymbolVersions(module: Buffer): Map<string, number> {
	const section = elfSection(readFromBytes(module), '__versions');
	const versions = new Map<string, number>();
	if (section === undefined) return versions;

	for (let at = 0; at + versionBytes <= section.length; at += versionBytes) {
		const end = section.indexOf(0, at + 8);
		versions.set(section.toString('utf8', at + 8, end), section.readUInt32LE(at));
	}
	return versions;
}

/** The exported symbols that Module.symvers lists. */
export function parseModuleSymvers(text: string): Set<string> {
	return new Set(text.split('\n').flatMap((line) => line.split('\t', 2).slice(1)));
}

/** sizeof(Elf64_Sym), of which the first in a table is none. */
const symbolBytes = 24;
const bindingGlobal = 1;
/** sizeof(struct modversion_info): an unsigned long, then the name. */
const versionBytes = 64;
