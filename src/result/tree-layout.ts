/** Where things lie on the disk of the `tree` fixture. */
export const treeLayout = {objects: 'objects', image: 'image.cfs', manifest: 'manifest.jsonl'} as const;
