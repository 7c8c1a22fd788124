// The backbone page without its drawing: the question and the selection ↔ the address, units, and the scale of a flow's timeline.
import type { BackboneFlowInput, BackboneFlowRow, BackboneLinkView, BackbonePreset, BackboneRemedy, BackboneRoute } from '@/api/types'
import { formatNumber, kMissing } from './format'
import { valuesOf, type QueryValue } from './query'

type Query = Record<string, QueryValue>

// ---- The question: may this flow be carried? A figure that is not stated is null.
export interface Question {
  from: string
  to: string
  kind: string
  frame_bytes: number | null
  packets: number | null
  interval_ns: number | null
  latency_ns_max: number | null
  jitter_ns_max: number | null
  arrival: string
  protection: string
  rank: number | null
}
export type QuestionField = keyof Question

const kTexts = { from: 'from', to: 'to', kind: 'kind', arrival: 'arrival', protection: 'protection' } as const
const kFigures = {
  frame_bytes: 'frame', packets: 'packets', interval_ns: 'interval', latency_ns_max: 'latency', jitter_ns_max: 'jitter', rank: 'rank',
} as const
const kQuestionKeys: string[] = [...Object.values(kTexts), ...Object.values(kFigures)]
export const kArrivals = ['aligned', 'unaligned', 'sporadic'] as const
export const kProtections = ['none', 'link', 'node'] as const

/** What the address asks; anything unreadable is as good as not stated. */
export function readQuestion(query: Query): Question {
  const text = (key: string) => valuesOf(query[key])[0] ?? ''
  const figure = (key: string) => (/^\d{1,15}$/.test(text(key)) ? Number(text(key)) : null)
  const one = (key: string, of: readonly string[], otherwise: string) => (of.includes(text(key)) ? text(key) : otherwise)
  return {
    from: text('from'),
    to: text('to'),
    kind: text('kind'),
    frame_bytes: figure('frame'),
    packets: figure('packets'),
    interval_ns: figure('interval'),
    latency_ns_max: figure('latency'),
    jitter_ns_max: figure('jitter'),
    arrival: one('arrival', kArrivals, 'unaligned'),
    protection: one('protection', kProtections, 'none'),
    rank: figure('rank'),
  }
}

export function writeQuestion(question: Question): Record<string, string> {
  const query: Record<string, string> = {}
  for (const [field, key] of Object.entries({ ...kTexts, ...kFigures })) {
    const value = question[field as QuestionField]
    if (value !== null && value !== '') query[key] = String(value)
  }
  return query
}

/** What the address changes by for this question: keys that it does not state are taken away. */
export function questionChange(question: Question): Record<string, string | undefined> {
  return { ...Object.fromEntries(kQuestionKeys.map((key) => [key, undefined])), ...writeQuestion(question) }
}

/** What must still be stated before the server can answer; "same": both ends are one site. */
export function missingOf(question: Question): (QuestionField | 'same')[] {
  const needed = ['from', 'to', 'frame_bytes', 'packets', 'interval_ns', 'latency_ns_max', 'jitter_ns_max'] as const
  const missing: (QuestionField | 'same')[] = needed.filter((field) => !question[field])
  if (question.from !== '' && question.from === question.to) missing.push('same')
  return missing
}

/** Null while something is missing. */
export function inputOf(question: Question): BackboneFlowInput | null {
  if (missingOf(question).length > 0) return null
  return {
    from: question.from,
    to: question.to,
    ...(question.kind ? { kind: question.kind } : {}),
    frame_bytes: question.frame_bytes!,
    packets: question.packets!,
    interval_ns: question.interval_ns!,
    latency_ns_max: question.latency_ns_max!,
    jitter_ns_max: question.jitter_ns_max!,
    arrival: question.arrival,
    protection: question.protection,
    ...(question.rank === null ? {} : { rank: question.rank }),
  }
}

/** The question with everything but its ends as such flows typically ask. */
export function withPreset(question: Question, preset: BackbonePreset): Question {
  const { frame_bytes, packets, interval_ns, latency_ns_max, jitter_ns_max, arrival, protection, rank, kind } = preset
  return { ...question, frame_bytes, packets, interval_ns, latency_ns_max, jitter_ns_max, arrival, protection, rank, kind }
}

/** A question that asks for what this flow asked for. Packets that may come later than within a cycle are asked as sporadic. */
export function likeOf(flow: BackboneFlowRow, cycle_ns: number): Question {
  return {
    from: flow.from.id, to: flow.to.id, kind: flow.kind,
    frame_bytes: flow.frame_bytes, packets: flow.packets, interval_ns: flow.interval_ns,
    latency_ns_max: flow.latency_ns_asked, jitter_ns_max: flow.jitter_ns_asked,
    arrival: flow.arrival_window_ns === 0 ? 'aligned' : flow.arrival_window_ns <= cycle_ns ? 'unaligned' : 'sporadic',
    protection: flow.protection, rank: flow.rank,
  }
}

export function withRemedy(question: Question, remedy: BackboneRemedy): Question {
  return remedy.field in question ? { ...question, [remedy.field]: remedy.value } : question
}

// ---- What is looked at.
export type Tab = 'ask' | 'flows' | 'cuts'
export type CutChoice = { a: string; b: string } | { site: string }

/** "A~B" is a fibre, "A" a site. A site's id may hold a "~" itself: then the known ids decide. */
export function readCut(text: string, sites: ReadonlySet<string>): CutChoice | null {
  if (text === '') return null
  if (sites.has(text)) return { site: text }
  for (let at = text.indexOf('~'); at >= 0; at = text.indexOf('~', at + 1)) {
    const [a, b] = [text.slice(0, at), text.slice(at + 1)]
    if (sites.has(a) && sites.has(b)) return { a, b }
  }
  const at = text.indexOf('~')
  return at > 0 && at < text.length - 1 ? { a: text.slice(0, at), b: text.slice(at + 1) } : { site: text }
}

export function cutPath(cut: CutChoice): string {
  const query: Record<string, string> = 'site' in cut ? { site: cut.site } : { a: cut.a, b: cut.b }
  return `/backbone/cut?${new URLSearchParams(query)}`
}

export function readTab(query: Query): Tab {
  const named = valuesOf(query.tab)[0]
  if (named === 'ask' || named === 'flows' || named === 'cuts') return named
  if (valuesOf(query.flow).length > 0) return 'flows'
  return valuesOf(query.cut).length > 0 ? 'cuts' : 'ask'
}

// ---- Units.
const kTimes: [size: number, unit: string][] = [[1e9, 's'], [1e6, 'ms'], [1e3, 'µs'], [1, 'ns']]

/** 17226063 → "17.23 ms". `up` never shows less than the value: for proven bounds. Below a µs in whole nanoseconds. */
export function formatTime(ns: number | null | undefined, up = false): string {
  if (ns === null || ns === undefined || !Number.isFinite(ns)) return kMissing
  const [size, unit] = kTimes.find(([s]) => Math.abs(ns) >= s) ?? kTimes[kTimes.length - 1]
  const value = ns / size
  const digits = size === 1 ? 0 : Math.abs(value) >= 100 ? 1 : Math.abs(value) >= 10 ? 2 : 3
  const shown = up ? Math.ceil(value * 10 ** digits - 1e-6) / 10 ** digits : value
  return `${formatNumber(shown, digits)} ${unit}`
}

export function formatRate(bps: number): string {
  for (const [size, unit] of [[1e12, 'Tb/s'], [1e9, 'Gb/s'], [1e6, 'Mb/s'], [1e3, 'kb/s']] as const) {
    if (bps >= size) return `${formatNumber(bps / size, bps / size >= 100 ? 0 : bps / size >= 10 ? 1 : 2)} ${unit}`
  }
  return `${formatNumber(bps)} b/s`
}

export function formatKm(metres: number): string {
  return `${formatNumber(metres / 1000, metres < 1e5 ? 1 : 0)} km`
}

/** "0.25" with a unit of 1000 ns → 250. Null: no positive number. */
export function toNs(text: string, unit: number): number | null {
  const value = Number(text.trim())
  const ns = Math.round(value * unit)
  return text.trim() !== '' && Number.isFinite(value) && ns > 0 && ns < 1e15 ? ns : null
}

export function fromNs(ns: number | null, unit: number): string {
  return ns === null ? '' : String(Number((ns / unit).toFixed(6)))
}

// ---- A flow in time.
export interface Span { at: number; width: number } // percent of the track
export interface TimelineRow { arrives: Span; waits: Span; window: Span; travels: Span; ready: Span; proven: number }
export interface Timeline {
  start: number // ns: the earliest arrival
  end: number
  limit: number | null // where the latency asked for lies; null: beyond the end
  bound: number // the proven end, what is held back at the last site included
  ticks: { at: number; ns: number }[]
  rows: TimelineRow[]
  hold: Span | null
}

const kReach = 2.5 // a limit further off than so many proven latencies would press everything together

/** `window_ns`: how long before the time zero packets may arrive; latency counts from there. */
export function timelineOf(route: BackboneRoute, asked_ns: number, window_ns: number): Timeline {
  const latest = Math.max(1, route.latency_ns_max + route.hold_ns)
  const near = asked_ns <= kReach * latest
  const start = -window_ns
  const end = start + 1.06 * (near ? Math.max(asked_ns, latest) : 1.12 * latest)
  const at = (ns: number) => Math.min(100, Math.max(0, (100 * (ns - start)) / (end - start)))
  const span = (from: number, to: number): Span => ({ at: at(from), width: Math.max(0, at(to) - at(from)) })
  const rows = route.hops.map((hop, i): TimelineRow => {
    const before = route.hops[i - 1]
    const arrived = before ? before.ready_ns_max : 0
    return {
      arrives: before ? span(before.ready_ns_min, before.ready_ns_max) : span(start, 0),
      waits: span(arrived, Math.max(arrived, hop.opens_ns)),
      window: span(hop.opens_ns, hop.closes_ns),
      travels: span(hop.closes_ns, Math.max(hop.closes_ns, hop.ready_ns_min)),
      ready: span(hop.ready_ns_min, hop.ready_ns_max),
      proven: at(start + hop.latency_ns_max),
    }
  })
  const step = tickStep((end - start) / 5)
  const ticks = Array.from({ length: Math.floor((end - start) / step) + 1 }, (_, i) => ({ at: at(start + i * step), ns: i * step }))
  const bound = at(start + latest)
  return {
    start, end, rows, bound,
    ticks: ticks.filter((tick) => tick.at <= 97),
    limit: near ? at(start + asked_ns) : null,
    hold: route.hold_ns > 0 ? span(start + route.latency_ns_max, start + latest) : null,
  }
}

/** The next 1, 2 or 5 times a power of ten. */
export function tickStep(least: number): number {
  const size = 10 ** Math.floor(Math.log10(Math.max(1, least)))
  return size * ([1, 2, 5, 10].find((step) => step * size >= least - 1e-9) ?? 10)
}

// ---- Load.
export const kLoadBreaks = [200, 400, 600, 800] // thousandths of the reserved bytes
/** 0: nothing reserved; then 1 to 5. */
export function loadStep(permille: number): number {
  return permille <= 0 ? 0 : 1 + kLoadBreaks.filter((b) => permille >= b).length
}

/** The other direction of the same fibre: of parallel ones that of the same number. */
export function reverseOf(link: BackboneLinkView, links: BackboneLinkView[]): BackboneLinkView | null {
  return links.find((other) => other.from === link.to && other.to === link.from && numberOf(other.id) === numberOf(link.id)) ?? null
}

/** 1, or what stands behind "#". */
export function numberOf(id: string): number {
  return Number(/#(\d+)$/.exec(id)?.[1] ?? 1)
}
