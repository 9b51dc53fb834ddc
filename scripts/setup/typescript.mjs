/** Lets this process import TypeScript from here on, as `node --import tsx` would have from the start. */
export async function allowTypeScript() {
	await import(import.meta.resolve('tsx'));
}
