import {infraFault, Stop} from './stop.mjs';

export const oldestNode = '20.19.0';

/**
 * @param {string} version such as `20.19.0` or `v22.1.0`
 * @returns {boolean}
 */
export function isNewEnough(version) {
	const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
	const [oldestMajor = 0, oldestMinor = 0] = oldestNode.split('.').map(Number);
	return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}

export function checkNode() {
	if (isNewEnough(process.version)) return;
	throw new Stop(
		infraFault,
		`Expected Node ${oldestNode} or newer, got ${process.version} (${process.execPath})`,
		{
			remedy: 'Install a current Node: https://nodejs.org/en/download',
		},
	);
}
