// tsx registers its loader on the main thread only, so tests run in processes.
export default {
	files: ['test/unit/**/*.test.ts', 'test/native/**/*.test.ts', 'test/selftest/*.test.ts'],
	extensions: {ts: 'module'},
	nodeArguments: ['--import=tsx'],
	workerThreads: false,
	timeout: '10m',
};
