import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {basename} from 'node:path';
import {decodeGolden, goldenPath} from '../result/golden.ts';

/** A line of a case's log; one that tells its golden output is written beside the case, and told in words. */
export function takeGolden(line: string, caseFile: string): string {
	const text = decodeGolden(line);
	if (text === undefined) return line;
	const path = goldenPath(caseFile);
	if (existsSync(path) && readFileSync(path, 'utf8') === text) return `${basename(path)} stays as it is`;
	writeFileSync(path, text);
	return `${basename(path)} written`;
}
