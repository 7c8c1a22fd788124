// The state of a list of needs or offers ↔ its address: the text, the filters, and those of the kind's own terms.
import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { readFilters, toQuery } from './query'
import { hasTerms, kTermFilters } from './terms'

/** `kept`: further keys of the address that a change of filters leaves as they are. */
export function useTradeFilters(kept: readonly string[] = []) {
  const route = useRoute()
  const router = useRouter()
  const kind = computed(() => String(route.query.kind ?? ''))
  const filters = computed(() => readFilters(route.query, ['kind', 'chain', 'city', ...(hasTerms(kind.value) ? kTermFilters[kind.value] : [])]))
  const q = computed({ get: () => String(route.query.q ?? ''), set: (value) => go({ q: value }) })

  function go(change: { key?: string; value?: string; q?: string; more?: Record<string, string> }): void {
    const before = change.key === 'kind' ? readFilters(route.query, ['chain', 'city']) : filters.value // terms belong to their kind
    const next = change.key ? { ...before, [change.key]: change.value ? [change.value] : [] } : before
    const text = change.q ?? q.value
    const others = Object.fromEntries(kept.flatMap((key) => (route.query[key] ? [[key, String(route.query[key])]] : [])))
    const more = Object.fromEntries(Object.entries({ ...others, ...change.more }).filter(([, value]) => value !== ''))
    void router.replace({ query: { ...toQuery(next), ...(text ? { q: text } : {}), ...more } })
  }
  return { kind, filters, q, go }
}
