import {relative, resolve} from 'node:path';
import {InfraError, UsageError} from '../errors.ts';
import {openReportFile, type ReportFile} from '../host/reports/report-file.ts';

/** What options that name a file are to get, each whole or not at all. */
export interface WrittenFiles {
	/** Puts what `text` makes of the absolute path into the file that the option names, and says so; nothing where it names none. */
	write(option: string, text: (path: string) => string): void;
	/** Leaves alone what was not written. */
	[Symbol.dispose](): void;
}

/**
 * Opens them before anything runs, by option; undefined where one was not given.
 * @throws {UsageError} one can't be written, or two name the same file
 */
export function openWrittenFiles(named: Readonly<Record<string, string | undefined>>): WrittenFiles {
	const files = new Map<string, {readonly path: string; readonly file: ReportFile}>();
	const discard = () => {
		for (const {file} of files.values()) file.discard();
		files.clear();
	};
	try {
		for (const [option, name] of Object.entries(named)) {
			if (name === undefined) continue;
			const path = resolve(name);
			const other = [...files].find(([, one]) => one.path === path)?.[0];
			if (other !== undefined)
				throw new UsageError(`${option} names the file of ${other}, ${path}`, {remedy: 'name another file'});
			files.set(option, {path, file: openAs(option, path)});
		}
	} catch (error) {
		discard();
		throw error;
	}
	return {
		write(option, text) {
			const found = files.get(option);
			if (found === undefined) return;
			found.file.write(text(found.path));
			found.file.publish();
			files.delete(option);
			console.log(`written ${relative(process.cwd(), found.path)}`);
		},
		[Symbol.dispose]: discard,
	};
}

function openAs(option: string, path: string): ReportFile {
	try {
		return openReportFile(path);
	} catch (error) {
		if (!(error instanceof InfraError)) throw error;
		throw new UsageError(`${option}: ${error.message}`, {
			cause: error,
			...(error.remedy !== undefined && {remedy: error.remedy}),
		});
	}
}
