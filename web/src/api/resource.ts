// A figure that a page waits for: its value, its error, and whether it is on the way.
import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import type { Page } from './types'
import { ApiError, getJson, isAbort } from './client'

export interface Resource<T> {
  data: ShallowRef<T | null>
  error: ShallowRef<ApiError | null>
  loading: ShallowRef<boolean>
  reload(): void
}

/** Reads `path()` now and whenever it changes; an answer overtaken by a newer question is dropped. Null asks nothing. */
export function useResource<T>(path: () => string | null): Resource<T> {
  const data = shallowRef<T | null>(null)
  const error = shallowRef<ApiError | null>(null)
  const loading = shallowRef(false)
  let flight: AbortController | null = null

  async function load(): Promise<void> {
    flight?.abort()
    const target = path()
    if (target === null) {
      data.value = null
      loading.value = false
      return
    }
    const mine = (flight = new AbortController())
    loading.value = true
    try {
      const answer = await getJson<T>(target, mine.signal)
      if (flight !== mine) return
      data.value = answer
      error.value = null
    } catch (caught) {
      if (isAbort(caught) || flight !== mine) return
      if (!(caught instanceof ApiError)) throw caught
      error.value = caught
      data.value = null
    }
    loading.value = false
  }

  watch(path, load, { immediate: true })
  onScopeDispose(() => flight?.abort())
  return { data, error, loading, reload: () => void load() }
}

/** Asks again every few seconds while an answer is incomplete, for two minutes at most. True: still asking. */
export function useRetry(incomplete: () => boolean, reload: () => void): Ref<boolean> {
  const kSeconds = 4
  const kTries = 30
  const waiting = ref(false)
  let tries = 0
  const timer = setInterval(() => {
    waiting.value = incomplete() && tries < kTries
    if (!waiting.value) return
    ++tries
    reload()
  }, kSeconds * 1000)
  watch(incomplete, (now) => (waiting.value = now), { immediate: true })
  onScopeDispose(() => clearInterval(timer))
  return waiting
}

export interface PagedResource<P extends Page<unknown>> extends Resource<P> {
  items: ShallowRef<P['items']>
  more: ShallowRef<boolean>
  loadMore(): Promise<void>
}

/** A list read page by page: `path(cursor)` names a page, the first with null. */
export function usePaged<P extends Page<unknown>>(path: (cursor: string | null) => string): PagedResource<P> {
  const first = useResource<P>(() => path(null))
  const items = shallowRef<P['items']>([])
  const next = shallowRef<string | null>(null)
  const more = shallowRef(false)
  let flight: AbortController | null = null

  watch(first.data, (page) => {
    flight?.abort()
    more.value = false
    items.value = page?.items ?? []
    next.value = page?.next ?? null
  })

  async function loadMore(): Promise<void> {
    if (more.value || next.value === null || first.loading.value) return
    const mine = (flight = new AbortController())
    more.value = true
    try {
      const page = await getJson<P>(path(next.value), mine.signal)
      if (flight !== mine || mine.signal.aborted) return
      items.value = [...items.value, ...page.items]
      next.value = page.next
    } catch (caught) {
      if (isAbort(caught)) return
      if (!(caught instanceof ApiError)) throw caught
      first.error.value = caught
    } finally {
      if (flight === mine) more.value = false
    }
  }

  onScopeDispose(() => flight?.abort())
  return { ...first, items, more, loadMore }
}
