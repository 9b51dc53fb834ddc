/** The smallest ELF file that has one named section, as a kernel module has .modinfo. */
export function elfWithSection(name: string, content: Buffer): Buffer {
	const names = Buffer.from(`\0${name}\0.shstrtab\0`);
	const header = Buffer.alloc(64);
	header.write('\x7fELF', 'latin1');
	header.set([2, 1, 1], 4);
	const contentAt = header.length;
	const namesAt = contentAt + content.length;
	const sectionsAt = namesAt + names.length;
	header.writeBigUInt64LE(BigInt(sectionsAt), 40);
	header.writeUInt16LE(64, 58);
	header.writeUInt16LE(3, 60);
	header.writeUInt16LE(2, 62);

	const section = (nameAt: number, offset: number, size: number) => {
		const bytes = Buffer.alloc(64);
		bytes.writeUInt32LE(nameAt, 0);
		bytes.writeBigUInt64LE(BigInt(offset), 24);
		bytes.writeBigUInt64LE(BigInt(size), 32);
		return bytes;
	};
	return Buffer.concat([
		header,
		content,
		names,
		section(0, 0, 0),
		section(1, contentAt, content.length),
		section(2 + name.length, namesAt, names.length),
	]);
}

/** A kernel module as far as we read one. */
export function moduleFile(modinfo: Readonly<Record<string, string>>): Buffer {
	const text = Object.entries(modinfo).map(([key, value]) => `${key}=${value}\0`);
	return elfWithSection('.modinfo', Buffer.from(text.join('')));
}
