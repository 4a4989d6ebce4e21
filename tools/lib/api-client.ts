import { Problem } from './problem.ts';

/** The API as one signed-in person sees it. */
export class ApiClient {
  readonly url: string;
  readonly #cookie: string;

  private constructor(url: string, cookie: string) {
    this.url = url;
    this.#cookie = cookie;
  }

  static async signIn(url: string, { email, password }: { email: string; password: string }): Promise<ApiClient> {
    const body = JSON.stringify({ email, password });
    const response = await fetch(`${url}/api/session`, { method: 'POST', headers: JSON_BODY, body });
    const cookie = response.headers.get('set-cookie')?.split(';')[0];
    if (!response.ok || !cookie)
      throw new Problem(`${email} cannot sign in (${response.status}): was the password of the demonstration changed?`);
    return new ApiClient(url, cookie);
  }

  /** The name and value of the session's cookie. */
  get cookie(): { name: string; value: string } {
    const [name = '', value = ''] = this.#cookie.split('=');
    return { name, value };
  }

  /** `path` is below /api. A refusal is thrown. */
  async get<T>(path: string): Promise<T> {
    return (await (await this.#fetch('GET', path)).json()) as T;
  }

  async send(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<unknown> {
    const response = await this.#fetch(method, path, body);
    const text = await response.text();
    return text === '' ? undefined : JSON.parse(text);
  }

  async download(path: string): Promise<Buffer> {
    return Buffer.from(await (await this.#fetch('GET', path)).arrayBuffer());
  }

  async #fetch(method: string, path: string, body?: unknown): Promise<Response> {
    const response = await fetch(`${this.url}/api${path}`, {
      method,
      headers: { cookie: this.#cookie, ...(body === undefined ? {} : JSON_BODY) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (response.ok) return response;
    throw new Problem(`${method} /api${path} answers ${response.status}: ${await response.text()}`);
  }
}

const JSON_BODY = { 'content-type': 'application/json' };
