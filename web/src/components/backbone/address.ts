// What the page shows is its address: the tab, one thing selected, the question, the filters.
import { computed } from 'vue'
import { useRoute, useRouter, type LocationQueryRaw } from 'vue-router'
import { readTab, type Tab } from '@/lib/backbone'
import { valuesOf } from '@/lib/query'

export type Selected = 'flow' | 'link' | 'site' | 'cut'
const kNothing: Record<Selected, undefined> = { flow: undefined, link: undefined, site: undefined, cut: undefined }

export function useAddress() {
  const route = useRoute()
  const router = useRouter()
  const text = (key: string) => valuesOf(route.query[key])[0] ?? ''
  const go = (change: LocationQueryRaw, replace = false) => {
    const to = { query: { ...route.query, ...change } }
    void (replace ? router.replace(to) : router.push(to))
  }
  return {
    route,
    text,
    tab: computed(() => readTab(route.query)),
    go,
    /** One thing at a time; Back returns to what was selected before. */
    select(what: Selected, id: string, more: LocationQueryRaw = {}) {
      const tab: LocationQueryRaw = what === 'flow' ? { tab: 'flows' } : what === 'cut' ? { tab: 'cuts' } : {}
      go({ ...kNothing, ...tab, [what]: id, ...more })
    },
    unselect: () => go(kNothing),
    open: (tab: Tab, more: LocationQueryRaw = {}) => go({ ...kNothing, tab, ...more }),
  }
}
