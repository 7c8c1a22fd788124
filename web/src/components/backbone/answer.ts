// The answer to the question in the address: asked whenever it changes, and again when the plan does.
import { onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import { ApiError, isAbort, postJson } from '@/api/client'
import type { BackboneFlowDetail, BackboneFlowInput } from '@/api/types'

export function useAnswer(input: () => BackboneFlowInput | null, plan: () => unknown) {
  const answer = shallowRef<BackboneFlowDetail | null>(null)
  const error = shallowRef<ApiError | null>(null)
  const busy: Ref<boolean> = ref(false)
  let flight: AbortController | null = null

  async function ask(): Promise<void> {
    flight?.abort()
    const asked = input()
    if (asked === null) {
      flight = answer.value = error.value = null
      busy.value = false
      return
    }
    const mine = (flight = new AbortController())
    busy.value = true
    try {
      const got = await postJson<BackboneFlowDetail>('/backbone/answer', asked, mine.signal)
      if (flight !== mine) return
      answer.value = got
      error.value = null
    } catch (caught) {
      if (isAbort(caught) || flight !== mine) return
      if (!(caught instanceof ApiError)) throw caught
      answer.value = null
      error.value = caught
    }
    busy.value = false
  }
  watch(() => [JSON.stringify(input()), plan()], ask, { immediate: true })
  onScopeDispose(() => flight?.abort())
  return { answer, error, busy, ask }
}
