/** A stream of bytes, read in pieces of the reader's choice. */
export class ByteSource {
	readonly #chunks: AsyncIterator<Buffer>;
	#rest: Buffer = Buffer.alloc(0);
	#position = 0;

	constructor(chunks: AsyncIterable<Buffer>) {
		this.#chunks = chunks[Symbol.asyncIterator]();
	}

	/** How many bytes were read. */
	get position(): number {
		return this.#position;
	}

	/** At most so many bytes, at least one; nothing at the end. A view that stays valid. */
	async some(most: number): Promise<Buffer> {
		while (this.#rest.length === 0) {
			const {value, done} = await this.#chunks.next();
			if (done) return Buffer.alloc(0);
			this.#rest = value;
		}
		const taken = this.#rest.subarray(0, most);
		this.#rest = this.#rest.subarray(taken.length);
		this.#position += taken.length;
		return taken;
	}

	/** So many bytes, fewer only where the stream ends. */
	async read(length: number): Promise<Buffer> {
		const first = await this.some(length);
		if (first.length === length || first.length === 0) return first;
		const pieces = [first];
		for (let missing = length - first.length; missing > 0; ) {
			const piece = await this.some(missing);
			if (piece.length === 0) break;
			pieces.push(piece);
			missing -= piece.length;
		}
		return Buffer.concat(pieces);
	}

	/** The next bytes, piece by piece; fewer than asked for only where the stream ends. */
	async *pieces(length: number): AsyncGenerator<Buffer> {
		for (let missing = length; missing > 0; ) {
			const piece = await this.some(missing);
			if (piece.length === 0) return;
			missing -= piece.length;
			yield piece;
		}
	}

	/** Reads to the end, for what the stream itself checks there. */
	async drain(): Promise<void> {
		while ((await this.some(2 ** 30)).length > 0);
	}
}
