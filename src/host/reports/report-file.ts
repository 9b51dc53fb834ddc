import {closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync, statSync, writeSync} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import {InfraError} from '../../errors.ts';

/**
 * A report that appears whole or not at all: written beside its place under a temporary name, then renamed. What can be
 * known before the run, such as a directory that isn't ours to write, is an InfraError when it's opened.
 */
export interface ReportFile {
	write(text: string): void;
	/** Puts it in its place. */
	publish(): void;
	/** Leaves what was there before. */
	discard(): void;
}

export function openReportFile(path: string): ReportFile {
	const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
	const naming = <Result>(step: () => Result): Result => {
		try {
			return step();
		} catch (error) {
			throw cannotWrite(path, error);
		}
	};

	const file = naming(() => {
		// Renaming onto a directory fails only at the end, and onto a pipe or /dev/stdout it would replace that.
		const there = statSync(path, {throwIfNoEntry: false});
		if (there !== undefined && !there.isFile())
			throw Object.assign(new Error(), {code: there.isDirectory() ? 'EISDIR' : 'not a regular file'});
		makeDirectory(dirname(path));
		return openSync(temporary, 'w');
	});
	let isOpen = true;
	const close = () => {
		if (isOpen) closeSync(file);
		isOpen = false;
	};
	return {
		write(text) {
			const bytes = Buffer.from(text);
			naming(() => {
				for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
			});
		},
		publish() {
			naming(() => {
				close();
				renameSync(temporary, path);
			});
		},
		discard() {
			close();
			rmSync(temporary, {force: true});
		},
	};
}

/** Node's own recursive mkdir spins for ever where a filesystem such as /proc says ENOENT to a new name. */
function makeDirectory(path: string): void {
	if (existsSync(path)) return;
	makeDirectory(dirname(path));
	mkdirSync(path);
}

function cannotWrite(path: string, error: unknown): InfraError {
	const {code} = error as NodeJS.ErrnoException;
	const isFull = code === 'ENOSPC' || code === 'EDQUOT';
	return new InfraError(
		`can't write the report ${path}: ${isFull ? 'the disk is full' : (code ?? String(error))}`,
		{
			cause: error,
			remedy: isFull
				? 'make room there, or name another file'
				: 'name a file in a directory that you may write',
		},
	);
}
