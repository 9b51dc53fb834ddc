import type {Command} from 'commander';
import {formatTimestamp} from '../../image/format-entry.ts';
import {type ChunkUse, type ImageInfo, imageInfo} from '../../image/image-info.ts';
import {formatTime, jsonInteger} from '../../image/listing.ts';
import {fsverityDigest} from '../../store/fsverity.ts';
import {usualExitCodes, withManual} from '../help.ts';
import {readImageFile} from './input.ts';

/** `cfsbench image info`. */
export function addInfo(image: Command): void {
	const command = image
		.command('info')
		.description('Show what an image is made of: sizes by section, entries by type, what sharing saves.')
		.argument('<image>', 'the image')
		.optionsGroup('Form')
		.option('--json', 'one JSON object; sizes in bytes')
		.action(info);
	withManual(command, {
		about: [
			'Saved is what vdata would take more if no two inodes shared a chunk, and the store if no two files shared an object.',
		],
		exitCodes: {0: 'it was shown', 1: 'the image is broken', ...usualExitCodes},
		examples: [{does: 'all of it', line: 'cfsbench image info rootfs.cfs'}],
		seeAlso: 'docs/format.md',
	});
}

function info(path: string, {json}: {readonly json?: boolean}): void {
	const bytes = readImageFile(path);
	const found = {digest: fsverityDigest(bytes).toString('hex'), ...imageInfo(bytes)};
	if (json) {
		console.log(
			JSON.stringify(found, (_, value) => (typeof value === 'bigint' ? jsonInteger(value) : value)),
		);
		return;
	}
	for (const line of describe(found)) console.log(line);
}

function* describe(info: ImageInfo & {readonly digest: string}): Generator<string> {
	const {content, vdata} = info;
	yield `digest        ${info.digest}`;
	yield `image         ${number(info.imageBytes)} bytes`;
	yield row('superblock', info.superblockBytes, '');
	yield row('inode table', info.inodeTableBytes, `${info.inodes} inodes`);
	yield row('vdata', info.vdataBytes, '');
	for (const [name, use] of Object.entries(vdata) as [string, ChunkUse][])
		yield row(`  ${name}`, use.bytes, `${use.chunks} chunks, ${saved(use.referencedBytes - use.bytes)}`);
	const types = Object.entries(info.types)
		.filter(([, count]) => count > 0)
		.map(([type, count]) => `${number(count)} ${type}`);
	yield `entries       ${number(info.entries)}, ${info.depth} deep: ${types.join(', ')}; ${number(info.hardLinked)} with hard links`;
	const [earliest, latest] = info.mtimes.map((mtime) => formatTimestamp(formatTime(mtime)));
	yield `mtimes        ${earliest} to ${latest}${earliest === latest && info.mtimes[0] === 0n ? ' (--use-epoch)' : ''}`;
	const keys = Object.entries(info.xattrKeys).map(([key, count]) => `${number(count)} ${key}`);
	if (keys.length > 0) yield `xattrs        ${keys.join(', ')}`;
	yield `content       ${number(content.bytes)} bytes in ${number(content.files)} files`;
	yield `objects       ${number(content.objectBytes)} bytes in ${number(content.objects)}, ${saved(content.bytes - content.objectBytes)}; ${number(content.withoutDigest)} files without digest`;
}

function row(name: string, bytes: number, note: string): string {
	return `  ${name.padEnd(12)}${number(bytes).padStart(14)}  ${note}`.trimEnd();
}

function saved(bytes: number | bigint): string {
	return `${number(bytes)} bytes saved`;
}

function number(value: number | bigint): string {
	return value.toLocaleString('en-US');
}
