// Matchmaking events as the server shows and takes them (src/app/event_views.h), and the desk at which one of them is
// worked on: what is shown, what is being changed, what was refused.
import { ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { ApiError, deleteJson, patchJson, postJson } from './client'
import { useResource } from './resource'
import type { Audience, OrganisationDetail, OrganisationRef, Page, Text } from './types'

export type EventState = 'draft' | 'inviting' | 'planned' | 'closed'
export type ParticipantState = 'invited' | 'accepted' | 'declined'
export type RequestPriority = 'must' | 'wish' | 'no_thanks'
export type RequestState = 'asked' | 'accepted' | 'declined' | 'expired'
export type RequestSession = 'any' | 'morning' | 'afternoon'
export type RequestAsker = 'office' | 'a' | 'b'

export interface EventRow {
  id: string; key: string; version: number; title: string; place: string; date: string; state: EventState
  slots: number; tables: number; participants: number; accepted: number; requests: number
  audience: Audience; sample: boolean; source: string; updated_at: string; may_change: boolean
}
export type EventPage = Page<EventRow>
export interface Participant {
  id: string; organisation: OrganisationRef | null; name: string; contact: string; state: ParticipantState
  unavailable: number[]; max_meetings: number | null; meetings: number | null; breaks: number | null
}
export interface MeetingRequest {
  id: string; a: string; b: string; asked_by: RequestAsker; priority: RequestPriority; session: RequestSession; fixed_slot: number | null
  state: RequestState; valid_until: string | null; note: string; hindrance: string; hindrance_label: Text; slot: number | null; table: number | null
}
export interface Meeting { meeting: number; a: string; b: string; slot: number; table: number }
export interface Notice { participant: string; name: string; words: Text }
export interface EventPlan {
  number: number; made_at: string; outdated: boolean; status: 'optimal' | 'feasible' | null
  breaks: number | null; bound: number | null; wishes_lost: number | null; wishes_lost_bound: number | null
  overburdened: number | null; spread: number | null; table_changes: number | null; moved: number | null; moved_bound: number | null
  meetings: Meeting[]; told_at: string | null; told: boolean; notices: Notice[]
}
export interface EventDetail extends EventRow {
  note: string; slot_starts: string[]; slot_minutes: number; morning_slots: number; max_breaks: number | null
  participant_list: Participant[]; request_list: MeetingRequest[]; plan: EventPlan | null; history: OrganisationDetail['history']
}
export interface EventConflict { words: Text; reasons: Text[]; requests: string[]; minimal: boolean }
export interface EventJob {
  state: 'idle' | 'waiting' | 'running' | 'done' | 'failed'; mode: string; seconds_max: number
  wishes_lost: number | null; breaks: number | null; bound: number | null
  outcome: '' | 'planned' | 'kept' | 'infeasible' | 'unknown'; conflict: EventConflict | null; error: Text | null
}
export interface Suggestion {
  a: string; b: string; a_name: string; b_name: string; need: string; offer: string; score: number
  parts: { part: string; label: Text; points: number; max: number; reason: Text }[]
}
export interface SlotMove { slot: number; obstacles: Text[]; free_tables: number[]; breaks: number }
export interface EventMoves { number: number; meeting: number; breaks: number; slots: SlotMove[] }
export interface EventMove { applied: boolean; number: number; obstacles: Text[]; breaks_before: number; breaks_after: number; slot: number; table: number | null }
export interface EventInput {
  title: string; place: string; date: string; slot_starts: string[]; slot_minutes: number; tables: number
  max_breaks?: number | null; note: string; audience: Audience
}

export interface EventDesk {
  detail: ShallowRef<EventDetail | null>
  loadError: ShallowRef<ApiError | null>
  error: ShallowRef<ApiError | null> // of the last change
  busy: Ref<boolean>
  reload(): void
  /** Sends a change below the event's address; what comes back is shown. False if it was refused: `error` says why. */
  post(path: string, body: unknown): Promise<boolean>
  patch(path: string, body: unknown): Promise<boolean>
  remove(path: string): Promise<boolean>
}

export function useEventDesk(id: () => string): EventDesk {
  const { data, error: loadError, reload } = useResource<EventDetail>(() => `/events/${id()}`)
  const error = shallowRef<ApiError | null>(null)
  const busy = ref(false)
  watch(id, () => (error.value = null))

  async function send(call: () => Promise<EventDetail>): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    error.value = null
    try {
      data.value = await call()
      return true
    } catch (caught) {
      if (!(caught instanceof ApiError)) throw caught
      error.value = caught
      return false
    } finally {
      busy.value = false
    }
  }
  const at = (path: string) => `/events/${id()}${path}`
  return {
    detail: data, loadError, error, busy, reload,
    post: (path, body) => send(() => postJson<EventDetail>(at(path), body)),
    patch: (path, body) => send(() => patchJson<EventDetail>(at(path), body)),
    remove: (path) => send(() => deleteJson<EventDetail>(at(path))),
  }
}
