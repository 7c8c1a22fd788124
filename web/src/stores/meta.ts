// What is loaded and who is looking; and whether newer data have come since the page was drawn.
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { ApiError, getJson, kApi } from '@/api/client'
import type { Coded, Meta, Text } from '@/api/types'

export const useMeta = defineStore('meta', () => {
  const meta = shallowRef<Meta | null>(null)
  const error = shallowRef<ApiError | null>(null)
  const newest = ref<string | null>(null)
  const measures = ref(0) // counts the changes of measures heard of
  const searches = ref(0) // grows whenever a search is saved, seen or removed
  const matches = ref(0) // grows whenever somebody moves a match on
  const duplicates = ref(0) // counts the decisions on duplicates heard of
  const eventsChanged = ref(0) // likewise of matchmaking events
  const backbone = ref(0) // grows whenever somebody reserves or releases a flow
  const stale = computed(() => meta.value !== null && newest.value !== null && newest.value !== meta.value.data_version)

  async function load(): Promise<void> {
    try {
      meta.value = await getJson<Meta>('/meta')
      error.value = null
    } catch (caught) {
      if (!(caught instanceof ApiError)) throw caught
      error.value = caught
    }
  }

  /** Listens for as long as the page is open; the browser reconnects by itself. */
  function listen(): void {
    const events = new EventSource(`${kApi}/changes`)
    events.addEventListener('data', (event) => {
      newest.value = (JSON.parse((event as MessageEvent<string>).data) as { data_version: string }).data_version
    })
    events.addEventListener('measures', () => measures.value++)
    events.addEventListener('matches', () => matches.value++)
    events.addEventListener('searches', () => searches.value++)
    events.addEventListener('duplicates', () => duplicates.value++)
    events.addEventListener('events', () => eventsChanged.value++)
    events.addEventListener('backbone', () => backbone.value++)
  }

  const kNames = ['titles', 'scales', 'kinds', 'trade_kinds', 'match_states', 'decline_reasons', 'funding_stages', 'instruments', 'talent_levels', 'engagements', 'cooperation', 'required_terms', 'close_reasons'] as const
  const labels = computed(() => {
    const map = new Map<string, Text>()
    for (const group of kNames) for (const coded of meta.value?.[group] ?? []) map.set(`${group}.${coded.code}`, coded.label)
    return map
  })
  function label(group: (typeof kNames)[number], code: string | null): Text {
    return labels.value.get(`${group}.${code}`) ?? { zh: code ?? '', en: code ?? '' }
  }

  /** The words of one list, for choices. */
  function words(group: (typeof kNames)[number]): Coded[] {
    return meta.value?.[group] ?? []
  }

  return { meta, error, stale, measures, matches, searches, duplicates, eventsChanged, backbone, newest, load, listen, label, words }
})
