// Calls to the server: one function for reading, one error for everything that can go wrong.
import type { Problem, Text } from './types'

export const kApi = '/api/v1'

/** A refusal by the server (problem+json), or no answer at all (status 0). */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem | null,
    readonly url: string,
  ) {
    super(problem?.title.en ?? `HTTP ${status}`)
  }

  get title(): Text {
    if (this.problem) return this.problem.title
    if (this.status === 0) return { zh: '连不上服务', en: 'The server cannot be reached' }
    return { zh: `服务答复异常（${this.status}）`, en: `The server answered with an error (${this.status})` }
  }
}

/** Reads JSON. Throws ApiError, or AbortError if the signal fires. */
export function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  return callJson<T>(path, { signal, headers: { accept: 'application/json' } })
}

/** Sends JSON and reads the answer; undefined if there is none (204). Throws as getJson does. */
export function postJson<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  return callJson<T>(path, sending('POST', body, signal))
}

export function patchJson<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  return callJson<T>(path, sending('PATCH', body, signal))
}

export function deleteJson<T = void>(path: string, signal?: AbortSignal): Promise<T> {
  return callJson<T>(path, sending('DELETE', undefined, signal))
}

/** Sends JSON and saves the file that comes back, under `name`. Throws as getJson does. */
export async function saveFile(path: string, body: unknown, name: string): Promise<void> {
  const url = kApi + path
  const init = sending('POST', body)
  init.headers = { 'content-type': 'application/json' }
  const response = await fetch(url, init).catch(() => {
    throw new ApiError(0, null, url)
  })
  if (!response.ok) throw new ApiError(response.status, readProblem(await response.text()), url)
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await response.blob())
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

// The server takes changes with this content type only, also where there is no body.
function sending(method: string, body: unknown, signal?: AbortSignal): RequestInit {
  return {
    method,
    signal,
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  }
}

async function callJson<T>(path: string, init: RequestInit): Promise<T> {
  const url = kApi + path
  let response: Response
  try {
    response = await fetch(url, init)
  } catch (error) {
    if (isAbort(error)) throw error
    throw new ApiError(0, null, url)
  }
  const body = await response.text()
  if (response.status === 204) return undefined as T
  if (response.ok) {
    try {
      return JSON.parse(body) as T
    } catch {
      throw new ApiError(response.status, null, url)
    }
  }
  throw new ApiError(response.status, readProblem(body), url)
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError'
}

function readProblem(body: string): Problem | null {
  try {
    const problem = JSON.parse(body) as Problem
    return problem.title?.zh ? problem : null
  } catch {
    return null
  }
}
