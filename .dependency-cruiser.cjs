// The ranks of src/: a file may import only from its own folder and from ranks above its own.
const ranks = [
	['errors', 'nearest', 'result'],
	['image', 'console', 'charts'],
	['native'],
	['store', 'mount', 'vm'],
	['guest', 'host'],
	['bench', 'compare', 'fuzz', 'mutants'],
	['cli', 'index'],
];

const room = (name) => `^src/${name}(\\.ts$|/)`;
const rankRule = (names, rank) =>
	names.map((name) => {
		const below = ranks.slice(rank + 1).flat();
		const beside = names.filter((other) => other !== name);
		return {
			name: `${name}-looks-down`,
			comment: `src/${name} has rank ${rank}: it may not import from ${[...beside, ...below].join(', ')}.`,
			severity: 'error',
			from: {path: room(name)},
			to: {path: [...beside, ...below].map(room)},
		};
	});

// Two pairs share a rank on purpose: an error class may be told of in a result, and the command line is made of its parts.
const allowedPairs = new Set(['result>errors', 'store>mount', 'index>cli', 'cli>index']);
const withoutAllowedPairs = (rule) => {
	const name = rule.name.replace('-looks-down', '');
	return {
		...rule,
		to: {path: rule.to.path.filter((path) => !allowedPairs.has(`${name}>${path.match(/src\/(\w+)/)[1]}`))},
	};
};

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
	forbidden: [
		...ranks
			.flatMap(rankRule)
			.map(withoutAllowedPairs)
			.filter((rule) => rule.to.path.length > 0),
		{
			name: 'no-circle',
			severity: 'error',
			from: {},
			to: {circular: true, viaOnly: {dependencyTypesNot: ['type-only']}},
		},
		{
			name: 'image-is-pure',
			comment: 'src/image takes bytes and returns values: no files, no processes, no addon.',
			severity: 'error',
			from: {path: '^src/(image|console)/'},
			to: {dependencyTypes: ['core'], pathNot: '^(node:)?(buffer|crypto)$'},
		},
		{
			name: 'src-stands-alone',
			comment: 'Only the doctor shares the dependency-free table of what set-up needs.',
			severity: 'error',
			from: {path: '^src/', pathNot: '^src/cli/doctor'},
			to: {path: '^(test|scripts)/'},
		},
		{name: 'not-unresolvable', severity: 'error', from: {}, to: {couldNotResolve: true}},
	],
	options: {
		doNotFollow: {path: 'node_modules'},
		tsPreCompilationDeps: true,
		tsConfig: {fileName: 'tsconfig.json'},
		enhancedResolveOptions: {
			exportsFields: ['exports'],
			conditionNames: ['import', 'require', 'node', 'default', 'types'],
			extensions: ['.ts', '.mjs', '.js', '.json'],
		},
	},
};
