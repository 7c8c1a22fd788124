import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { BackboneLinkView, BackbonePreset, BackboneRoute, BackboneSiteView } from '@/api/types'
import {
  cutPath, formatKm, formatRate, formatTime, fromNs, inputOf, likeOf, loadStep, missingOf, questionChange, readCut, readQuestion, readTab, reverseOf,
  tickStep, timelineOf, toNs, withPreset, withRemedy, writeQuestion, type Question,
} from '@/lib/backbone'
import { fibrePath, fibresOf, insideOf, neighbourSite, placeLabels, placeSites, textWidth } from '@/lib/backbonemap'

const kQuestion: Question = {
  from: 'Hefei', to: 'Shanghai', kind: 'welding', frame_bytes: 200, packets: 1, interval_ns: 2_000_000,
  latency_ns_max: 20_000_000, jitter_ns_max: 50_000, arrival: 'aligned', protection: 'node', rank: 0,
}

test('a question survives the way into the address and back', () => {
  assert.deepEqual(readQuestion(writeQuestion(kQuestion)), kQuestion)
  const odd = { ...kQuestion, from: "Xi'an ~ & 西安", kind: '', rank: null, packets: null }
  const written = writeQuestion(odd)
  assert.ok(!('rank' in written) && !('kind' in written) && !('packets' in written))
  assert.deepEqual(readQuestion(Object.fromEntries(new URLSearchParams(written))), odd)
})

test('what the address cannot mean is as good as not stated', () => {
  const read = readQuestion({ from: ['Hefei', 'Wuhu'], frame: '-5', packets: '1.5', interval: 'soon', latency: '1e9', jitter: '1234567890123456', arrival: 'late', protection: 'all', rank: null })
  assert.equal(read.from, 'Hefei')
  assert.deepEqual([read.frame_bytes, read.packets, read.interval_ns, read.latency_ns_max, read.jitter_ns_max, read.rank], [null, null, null, null, null, null])
  assert.deepEqual([read.arrival, read.protection], ['unaligned', 'none'])
})

test('only a whole question is put to the server, and what is missing is named', () => {
  assert.deepEqual(missingOf(kQuestion), [])
  assert.deepEqual(missingOf({ ...kQuestion, to: '', frame_bytes: 0, jitter_ns_max: null }), ['to', 'frame_bytes', 'jitter_ns_max'])
  assert.deepEqual(missingOf({ ...kQuestion, to: 'Hefei' }), ['same'])
  assert.equal(inputOf({ ...kQuestion, to: 'Hefei' }), null)
  assert.deepEqual(inputOf(kQuestion), { ...kQuestion })
  assert.ok(!('rank' in inputOf({ ...kQuestion, rank: null })!))
  assert.ok(!('kind' in inputOf({ ...kQuestion, kind: '' })!))
})

test('a change of the question takes away the keys that it no longer states', () => {
  const change = questionChange({ ...kQuestion, kind: '', rank: null })
  assert.equal(change.from, 'Hefei')
  assert.ok('kind' in change && change.kind === undefined)
  assert.ok('rank' in change && change.rank === undefined)
})

test('presets keep the ends, remedies change one field, and a flow can be asked for again', () => {
  const preset: BackbonePreset = {
    kind: 'film', label: { zh: '薄膜', en: 'Film' }, frame_bytes: 300, packets: 2, interval_ns: 1_000_000, latency_ns_max: 9_000_000,
    jitter_ns_max: 80_000, arrival: 'sporadic', protection: 'link', rank: 2, figures_from: 'a table',
  }
  const filled = withPreset(kQuestion, preset)
  assert.deepEqual([filled.from, filled.to, filled.kind, filled.packets, filled.arrival], ['Hefei', 'Shanghai', 'film', 2, 'sporadic'])
  assert.ok(!('figures_from' in filled) && !('label' in filled))
  const words = { zh: '', en: '' }
  assert.equal(withRemedy(kQuestion, { field: 'latency_ns_max', value: 7, words }).latency_ns_max, 7)
  assert.deepEqual(withRemedy(kQuestion, { field: 'colour', value: 7, words }), kQuestion)
  const site = (id: string) => ({ id, name: words })
  const row = {
    id: 'f', kind: 'welding', kind_label: words, from: site('Hefei'), to: site('Shanghai'), frame_bytes: 200, packets: 1, interval_ns: 2_000_000,
    arrival_window_ns: 0, rate_bps: 1, rank: 0, protection: 'node' as const, latency_ns_asked: 20_000_000, jitter_ns_asked: 50_000, carried: true,
    routes: 1, hops: 1, latency_ns: 1, jitter_ns: 1, latency_ns_seen: null, jitter_ns_seen: null, refusal: null, owner: '', sample: true, promised: true,
  }
  assert.deepEqual(likeOf(row, 10_000), kQuestion)
  assert.equal(likeOf({ ...row, arrival_window_ns: 10_000 }, 10_000).arrival, 'unaligned')
  assert.equal(likeOf({ ...row, arrival_window_ns: 1_999_500 }, 10_000).arrival, 'sporadic')
})

test('a cut names a fibre or a site, also where an id holds the mark between two', () => {
  const sites = new Set(['A', 'B', 'A~B', 'C~D'])
  assert.equal(readCut('', sites), null)
  assert.deepEqual(readCut('A', sites), { site: 'A' })
  assert.deepEqual(readCut('A~B', sites), { site: 'A~B' })
  assert.deepEqual(readCut('B~A', sites), { a: 'B', b: 'A' })
  assert.deepEqual(readCut('C~D~A', sites), { a: 'C~D', b: 'A' })
  assert.deepEqual(readCut('X~Y', sites), { a: 'X', b: 'Y' })
  assert.deepEqual(readCut('X~', sites), { site: 'X~' })
  assert.equal(cutPath({ a: "Xi'an", b: 'B & C' }), '/backbone/cut?a=Xi%27an&b=B+%26+C')
  assert.equal(cutPath({ site: 'A' }), '/backbone/cut?site=A')
})

test('the tab is the one named, else the one of what is selected', () => {
  assert.equal(readTab({}), 'ask')
  assert.equal(readTab({ flow: 'f' }), 'flows')
  assert.equal(readTab({ cut: 'A~B' }), 'cuts')
  assert.equal(readTab({ tab: 'cuts', flow: 'f' }), 'cuts')
  assert.equal(readTab({ tab: 'nonsense' }), 'ask')
})

test('times keep their digits, and a proven bound is never shown smaller than it is', () => {
  assert.deepEqual([0, 1, 999, 1001, 10_000, 250_000, 17_226_063, 1_500_000_000].map((ns) => formatTime(ns)), ['0 ns', '1 ns', '999 ns', '1.001 µs', '10 µs', '250 µs', '17.23 ms', '1.5 s'])
  assert.equal(formatTime(17_221_063), '17.22 ms')
  assert.equal(formatTime(17_221_063, true), '17.23 ms')
  assert.equal(formatTime(20_000_000, true), '20 ms')
  assert.equal(formatTime(1_001, true), '1.001 µs')
  assert.equal(formatTime(null), '—')
  for (let ns = 1; ns < 1e10; ns = Math.ceil(ns * 1.37)) {
    const [figure, unit] = formatTime(ns, true).split(' ')
    const size = { ns: 1, µs: 1e3, ms: 1e6, s: 1e9 }[unit]!
    assert.ok(Number(figure.replaceAll(',', '')) * size >= ns - 1e-3, `${ns}`)
  }
})

test('rates, lengths and what is typed', () => {
  assert.deepEqual([880_000, 12_340_000, 400e9, 1e12, 5].map(formatRate), ['880 kb/s', '12.3 Mb/s', '400 Gb/s', '1 Tb/s', '5 b/s'])
  assert.deepEqual([47_040, 118_720].map(formatKm), ['47 km', '119 km'])
  assert.deepEqual([toNs('0.25', 1e3), toNs(' 20 ', 1e6), toNs('', 1e6), toNs('0', 1e6), toNs('-1', 1e6), toNs('x', 1), toNs('1e30', 1), toNs('Infinity', 1)], [250, 20_000_000, null, null, null, null, null, null])
  for (const ns of [1, 250, 333_333, 1_234_567, 20_000_000]) assert.equal(toNs(fromNs(ns, 1e6), 1e6), ns)
  assert.equal(fromNs(null, 1), '')
})

const kRef = { id: '', name: { zh: '', en: '' } }
const hop = (opens_ns: number, ready_ns_min: number) => ({ link: '', from: kRef, to: kRef, fibre_m: 1, cycle: 0, opens_ns, closes_ns: opens_ns + 10, ready_ns_min, ready_ns_max: ready_ns_min + 5, latency_ns_max: ready_ns_min + 5 + 20, fullest_permille: 0 })
const kRoute: BackboneRoute = { hops: [hop(0, 100), hop(110, 400)], fibre_m: 2, latency_ns_min: 395, latency_ns_max: 425, hold_ns: 75 }

test('a timeline runs from the earliest arrival, and hops lie in it in order', () => {
  const line = timelineOf(kRoute, 600, 20)
  assert.equal(line.start, -20)
  const at = (ns: number) => (100 * (ns - line.start)) / (line.end - line.start)
  assert.ok(Math.abs(line.limit! - at(580)) < 1e-9, 'what was asked counts from the earliest arrival')
  assert.ok(Math.abs(line.bound - at(480)) < 1e-9, 'what is held back belongs to the bound')
  assert.ok(line.bound < line.limit!)
  assert.ok(Math.abs(line.hold!.at + line.hold!.width - line.bound) < 1e-9)
  assert.ok(Math.abs(line.rows[0].arrives.at) < 1e-9)
  assert.ok(Math.abs(line.rows[1].waits.at - at(105)) < 1e-9)
  for (const row of line.rows) {
    for (const span of [row.arrives, row.waits, row.window, row.travels, row.ready]) assert.ok(span.at >= 0 && span.width >= 0 && span.at + span.width <= 100.0001)
    assert.ok(row.window.at < row.ready.at)
  }
  assert.ok(line.ticks.length >= 2 && line.ticks.every((tick, i) => i === 0 || tick.at > line.ticks[i - 1].at))
})

test('a limit far beyond what is proven is left outside, so that hops can be told apart', () => {
  const line = timelineOf({ ...kRoute, hold_ns: 0 }, 20_000, 0)
  assert.equal(line.limit, null)
  assert.equal(line.hold, null)
  assert.ok(line.bound > 75 && line.bound < 100)
  assert.ok(timelineOf({ ...kRoute, hops: [], latency_ns_max: 0, hold_ns: 0 }, 0, 0).ticks.every((tick) => Number.isFinite(tick.at)))
})

test('ticks are 1, 2 or 5 times a power of ten', () => {
  assert.deepEqual([0, 1, 3, 50, 51, 123, 900].map(tickStep), [1, 1, 5, 50, 100, 200, 1000])
})

const link = (id: string, load_permille = 0): BackboneLinkView => {
  const [from, to] = id.replace(/#\d+$/, '').split('>')
  return { id, from, to, title: { zh: id, en: id }, fibre_m: 1, estimated: false, rate_bps: 1, delay_ns_min: 0, delay_ns_max: 0, flows: 0, load_permille, fullest_permille: 0, buffers: 0, source: '', note: '' }
}

test('both directions are one fibre, coloured by the fuller; parallel ones stay apart', () => {
  const links = [link('A>B', 100), link('B>A', 700), link('A>B#2', 300), link('B>A#2', 10), link('C>B', 5)]
  const fibres = fibresOf(links)
  assert.deepEqual(fibres.map((f) => [f.a, f.b, f.nth, f.load, f.links.length]), [['B', 'C', 1, 5, 1], ['A', 'B', 2, 300, 2], ['A', 'B', 1, 700, 2]])
  assert.equal(fibres[2].links[0].id, 'B>A')
  assert.equal(reverseOf(links[2], links)?.id, 'B>A#2')
  assert.equal(reverseOf(links[4], links), null)
  assert.notEqual(fibrePath([0, 0], [10, 0], 1), fibrePath([0, 0], [10, 0], 2))
  assert.deepEqual([0, 1, 199, 200, 400, 600, 800, 1000].map(loadStep), [0, 1, 1, 2, 3, 4, 5, 5])
})

const site = (id: string, longitude: number | null, latitude: number | null): BackboneSiteView => ({ id, name: { zh: id, en: id }, longitude, latitude, flows: 0, source: '', note: '' })
const kFrame = { width: 400, height: 300, pad: 20 }
const kSites = [site('Shanghai', 121.47, 31.23), site('Suzhou', 120.59, 31.3), site('Beijing', 116.4, 39.9), site('Xian', 108.9, 34.3)]

test('sites lie within the frame, north up and east to the right; a focus fills it', () => {
  const places = placeSites(kSites, kFrame)
  for (const [x, y] of places.values()) assert.ok(x >= 19.9 && x <= 380.1 && y >= 19.9 && y <= 280.1)
  const at = (id: string, of = places) => of.get(id)!
  assert.ok(at('Beijing')[1] < at('Shanghai')[1] && at('Xian')[0] < at('Beijing')[0])
  const focus = placeSites(kSites, kFrame, new Set(['Shanghai', 'Suzhou']))
  const apart = (of: Map<string, [number, number]>) => Math.hypot(at('Shanghai', of)[0] - at('Suzhou', of)[0], at('Shanghai', of)[1] - at('Suzhou', of)[1])
  assert.ok(apart(focus) > 5 * apart(places))
  assert.ok(at('Beijing', focus)[1] < 0, 'the others lie outside')
})

test('sites without coordinates, one site, and none at all have places or no need of them', () => {
  const mixed = placeSites([...kSites, site('Nowhere', null, null)], kFrame)
  assert.equal(mixed.size, 5)
  assert.ok(mixed.get('Nowhere')![1] > Math.max(...kSites.map((s) => mixed.get(s.id)![1])))
  const circle = placeSites([site('A', null, null), site('B', null, null), site('C', null, null)], kFrame)
  assert.equal(new Set([...circle.values()].map((p) => p.map(Math.round).join())).size, 3)
  assert.deepEqual(placeSites([site('A', 120, 30)], kFrame).get('A'), [200, 150])
  assert.equal(placeSites([], kFrame).size, 0)
  assert.deepEqual([...insideOf(kSites, [{ longitude: 121.5, latitude: 31.2 }])], ['Shanghai'])
})

test('labels overlap neither each other nor other dots, and the weighty come first', () => {
  // A grid so dense that not all find room.
  const wishes = Array.from({ length: 100 }, (_, i) => ({ id: `s${i}`, place: [30 + (i % 10) * 34, 20 + Math.floor(i / 10) * 27] as [number, number], text: i % 2 ? '连云港市' : 'Lianyungang', weight: i }))
  const labels = placeLabels(wishes, [[[0, 0], [400, 300]]], kFrame, 12)
  assert.ok(labels.size > 10 && labels.size < 100)
  assert.ok(labels.has('s99') || labels.has('s98'))
  const boxes = wishes.flatMap((w) => {
    const label = labels.get(w.id)
    if (!label) return []
    const width = textWidth(w.text, 12)
    const left = label.anchor === 'start' ? label.x : label.anchor === 'end' ? label.x - width : label.x - width / 2
    return [{ left, right: left + width, top: label.y - 10, bottom: label.y + 2, id: w.id }]
  })
  for (const a of boxes) {
    assert.ok(a.left >= 0 && a.right <= 400 && a.top >= 0 && a.bottom <= 300)
    for (const b of boxes) assert.ok(a === b || a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top, `${a.id} ${b.id}`)
    for (const w of wishes) assert.ok(w.id === a.id || w.place[0] <= a.left || w.place[0] >= a.right || w.place[1] <= a.top || w.place[1] >= a.bottom, `${a.id} covers ${w.id}`)
  }
  assert.equal(placeLabels([{ id: 'out', place: [-5, 10], text: 'x', weight: 1 }], [], kFrame, 12).size, 0)
})

test('an arrow key leads to the nearest site in its direction', () => {
  const places = new Map<string, [number, number]>([['a', [0, 0]], ['b', [10, 1]], ['c', [4, 40]], ['d', [-8, 2]]])
  assert.equal(neighbourSite(places, 'a', 'ArrowRight'), 'b')
  assert.equal(neighbourSite(places, 'a', 'ArrowDown'), 'c')
  assert.equal(neighbourSite(places, 'a', 'ArrowLeft'), 'd')
  assert.equal(neighbourSite(places, 'a', 'ArrowUp'), null)
  assert.equal(neighbourSite(places, 'a', 'Tab'), null)
  assert.equal(neighbourSite(places, 'nobody', 'ArrowUp'), null)
})
