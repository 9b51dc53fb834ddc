/** A long step that the user waits for: a download, a build, a boot. */
export type Progress =
	| {readonly type: 'step-started'; readonly step: string}
	/** `done` of `total` in the step's own unit; `total` is absent where it isn't known. */
	| {readonly type: 'step-advanced'; readonly step: string; readonly done: number; readonly total?: number}
	/** `note` says what came of it in a few words, such as "cached" or a version. */
	| {readonly type: 'step-finished'; readonly step: string; readonly ms: number; readonly note?: string};

export type ProgressListener = (progress: Progress) => void;
