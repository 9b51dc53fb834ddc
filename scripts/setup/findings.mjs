/** What the doctor says of the things that are needed before node_modules is there, and how it says all it finds. */
import {execFile} from 'node:child_process';
import {promisify} from 'node:util';
import {staleness} from './node-modules.mjs';
import {isNewEnough, oldestNode} from './node-version.mjs';
import {project} from './places.mjs';
import {remedy} from './system-packages.mjs';
import {findTools, missingTools} from './tools.mjs';

/**
 * @typedef {object} Finding
 * @property {string} subject
 * @property {'good' | 'absent' | 'missing'} state `absent` is no fault, `missing` is
 * @property {string} detail what was found, what is chosen and why
 * @property {string} [remedy]
 */

/**
 * @param {import('./tools.mjs').Purpose} [purpose]
 * @returns {Promise<Finding[]>}
 */
export async function setUpFindings(purpose) {
	const newEnough = isNewEnough(process.version);
	/** @type {Finding} */
	const node = {
		subject: 'node',
		state: newEnough ? 'good' : 'missing',
		detail: `${process.version}, ${process.execPath}${newEnough ? '' : ` (needed: ${oldestNode} or newer)`}`,
		...(newEnough ? {} : {remedy: 'Install a current Node: https://nodejs.org/en/download'}),
	};
	return [node, ...(await toolFindings(purpose)), nodeModulesFinding()];
}

/**
 * @param {import('./tools.mjs').Purpose} [purpose]
 * @returns {Promise<Finding[]>}
 */
async function toolFindings(purpose) {
	const found = findTools(purpose);
	const missing = missingTools(found);
	return Promise.all(
		found.map(async (tool) => {
			const {name: subject, path, why, unless} = tool;
			if (path !== undefined)
				return {
					subject,
					state: /** @type {const} */ ('good'),
					detail: [await versionOf(tool), path].filter(Boolean).join(', '),
				};
			if (unless !== undefined)
				return {subject, state: /** @type {const} */ ('absent'), detail: `${why}; ${unless}`};
			return {subject, state: /** @type {const} */ ('missing'), detail: why, ...remedy(missing)};
		}),
	);
}

/** @returns {Finding} */
function nodeModulesFinding() {
	const stale = staleness();
	if (stale === undefined)
		return {subject: 'node_modules', state: 'good', detail: `as package-lock.json says, ${project}`};
	const command = 'npm ci --ignore-scripts';
	return {
		subject: 'node_modules',
		state: 'missing',
		detail: stale,
		remedy: `${command} (npm run vm:test and npm test do it)`,
	};
}

/** @param {import('./tools.mjs').FoundTool} tool */
async function versionOf({name, path}) {
	if (path === undefined || name.includes('.so.')) return '';
	const {stdout, stderr} = await promisify(execFile)(path, [
		name.startsWith('mkfs.') ? '-V' : '--version',
	]).catch(() => ({
		stdout: '',
		stderr: '',
	}));
	return /\d+\.\d[\w.+~-]*/.exec(stdout || stderr)?.[0] ?? '';
}

const marks = {good: '✔', absent: '-', missing: '✘'};

/** @param {Finding} finding */
export function formatFinding({subject, state, detail}) {
	return `${marks[state]} ${subject.padEnd(20)} ${detail}`;
}

/**
 * The last words: the remedies, each once.
 * @param {readonly Finding[]} findings
 * @returns {{text: string, exitCode: number}}
 */
export function conclude(findings) {
	const missing = findings.filter(({state}) => state === 'missing');
	if (missing.length === 0) return {text: 'Nothing is missing.', exitCode: 0};

	const remedies = new Set(missing.flatMap(({remedy: text}) => (text === undefined ? [] : [text])));
	const subjects = missing.map(({subject}) => subject).join(', ');
	return {
		text: [`Missing: ${subjects}`, ...[...remedies].map((text) => `Remedy: ${text}`)].join('\n'),
		exitCode: 3,
	};
}
