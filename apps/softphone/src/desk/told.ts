/**
 * Keeps an answer that was on its way when the server told something by itself from being taken for newer than that. Each
 * change is told after it was made, so whatever the answer knew besides is told in a moment, too.
 */
export class Told<T> {
  #last: { readonly news: T } | null = null;

  hear(news: T): T {
    this.#last = { news };
    return news;
  }

  async ask(question: () => Promise<T>): Promise<T> {
    const before = this.#last;
    const answer = await question();
    return this.#last === null || this.#last === before ? answer : this.#last.news;
  }
}
