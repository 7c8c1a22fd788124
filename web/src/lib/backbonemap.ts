// What the map of the backbone draws: sites in place, fibres once for both directions, labels that keep out of each other's way.
import type { BackboneLinkView, BackboneSiteView } from '@/api/types'
import { numberOf } from './backbone'
import { fitProjection, type Position } from './geo'

export interface Frame { width: number; height: number; pad: number }
export interface Fibre {
  key: string
  a: string
  b: string
  nth: number // of parallel ones
  links: BackboneLinkView[] // one or both directions, the fuller first
  load: number // of the fuller, thousandths
}

/** The fuller ones last, so that they are drawn on top. */
export function fibresOf(links: BackboneLinkView[]): Fibre[] {
  const fibres = new Map<string, Fibre>()
  for (const link of links) {
    const [a, b] = link.from < link.to ? [link.from, link.to] : [link.to, link.from]
    const nth = numberOf(link.id)
    const key = JSON.stringify([a, b, nth])
    const fibre = fibres.get(key) ?? { key, a, b, nth, links: [], load: 0 }
    fibre.links = [...fibre.links, link].sort((one, other) => other.load_permille - one.load_permille)
    fibre.load = fibre.links[0].load_permille
    fibres.set(key, fibre)
  }
  return [...fibres.values()].sort((one, other) => one.load - other.load || one.key.localeCompare(other.key))
}

/** A site within about 20 km of a city of the region is inside. */
export function insideOf(sites: BackboneSiteView[], cities: { longitude: number; latitude: number }[]): Set<string> {
  const near = (s: BackboneSiteView) =>
    s.longitude !== null && s.latitude !== null && cities.some((c) => Math.hypot(c.longitude - s.longitude!, c.latitude - s.latitude!) < 0.2)
  return new Set(sites.filter(near).map((s) => s.id))
}

/**
 * Where each site is drawn. `focus` fills the frame with these sites; the others may lie outside it. Sites without coordinates
 * stand in a row at the bottom, or, if none has any, in a circle.
 */
export function placeSites(sites: BackboneSiteView[], frame: Frame, focus: ReadonlySet<string> | null = null): Map<string, Position> {
  const known = sites.filter((s) => s.longitude !== null && s.latitude !== null)
  const unknown = sites.filter((s) => s.longitude === null || s.latitude === null)
  const places = new Map<string, Position>()
  if (known.length === 0) {
    const radius = Math.min(frame.width, frame.height) / 2 - frame.pad
    unknown.forEach((site, i) => {
      const angle = (2 * Math.PI * i) / unknown.length - Math.PI / 2
      places.set(site.id, [frame.width / 2 + radius * Math.cos(angle), frame.height / 2 + radius * Math.sin(angle)])
    })
    return places
  }
  const row = unknown.length > 0 ? 34 : 0
  const room = { ...frame, height: frame.height - row }
  const fitted = known.filter((s) => focus === null || focus.has(s.id))
  const project = fitInto((fitted.length > 0 ? fitted : known).map((s): Position => [s.longitude!, s.latitude!]), room)
  for (const site of known) places.set(site.id, project(site.longitude!, site.latitude!))
  unknown.forEach((site, i) => places.set(site.id, [(frame.width * (i + 0.5)) / unknown.length, frame.height - row / 2]))
  return places
}

/** A projection that fits the points into the frame, in its middle. */
function fitInto(points: Position[], frame: Frame): (longitude: number, latitude: number) => Position {
  const [lons, lats] = [points.map((p) => p[0]), points.map((p) => p[1])]
  const spread = Math.max(Math.max(...lons) - Math.min(...lons), Math.max(...lats) - Math.min(...lats))
  if (spread < 1e-6) {
    const scale = frame.width / 2 // a degree: a single place lies in the middle
    return (lon, lat) => [frame.width / 2 + (lon - points[0][0]) * scale, frame.height / 2 - (lat - points[0][1]) * scale]
  }
  const wide = fitProjection(points, { width: frame.width, pad: frame.pad })
  const shrink = Math.min(1, (frame.height - 2 * frame.pad) / Math.max(1e-9, wide.height - 2 * frame.pad))
  const inner = { width: (frame.width - 2 * frame.pad) * shrink, height: (wide.height - 2 * frame.pad) * shrink }
  const [left, top] = [(frame.width - inner.width) / 2, (frame.height - inner.height) / 2]
  return (lon, lat) => {
    const [x, y] = wide.project(lon, lat)
    return [left + (x - frame.pad) * shrink, top + (y - frame.pad) * shrink]
  }
}

/** Parallel fibres are bent apart; the first is straight. */
export function fibrePath(from: Position, to: Position, nth: number): string {
  const f = (p: Position) => `${p[0].toFixed(1)},${p[1].toFixed(1)}`
  if (nth === 1) return `M${f(from)}L${f(to)}`
  const bend = 0.12 * Math.floor(nth / 2) * (nth % 2 === 0 ? 1 : -1)
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]]
  return `M${f(from)}Q${f([(from[0] + to[0]) / 2 + dy * bend, (from[1] + to[1]) / 2 - dx * bend])} ${f(to)}`
}

export interface LabelWish { id: string; place: Position; text: string; weight: number }
export interface Label { x: number; y: number; anchor: 'start' | 'middle' | 'end' }
interface Box { left: number; right: number; top: number; bottom: number }

export function textWidth(text: string, size: number): number {
  return [...text].reduce((sum, c) => sum + (c.charCodeAt(0) > 0x2e7f ? size : 0.6 * size), 0)
}

/**
 * Where labels may stand: beside their dot, over no other label, no other dot and not across the frame; on as few lines as can
 * be. The weighty first; who finds no room has no label. O(labels² + labels × lines).
 */
export function placeLabels(wishes: LabelWish[], lines: [Position, Position][], frame: Frame, size: number): Map<string, Label> {
  const placed = new Map<string, Label>()
  const boxes: Box[] = []
  const dots = wishes.map((w) => w.place)
  for (const wish of [...wishes].sort((a, b) => b.weight - a.weight || a.id.localeCompare(b.id))) {
    const [x, y] = wish.place
    if (x < 0 || y < 0 || x > frame.width || y > frame.height) continue
    const width = textWidth(wish.text, size)
    let best: { cost: number; label: Label; box: Box } | null = null
    for (const [index, [dx, dy, anchor]] of kSides.entries()) {
      const label: Label = { x: x + dx, y: y + dy * size, anchor }
      const left = anchor === 'start' ? label.x : anchor === 'end' ? label.x - width : label.x - width / 2
      const box = { left, right: left + width, top: label.y - size * 0.86, bottom: label.y + size * 0.2 }
      if (box.left < 0 || box.right > frame.width || box.top < 0 || box.bottom > frame.height) continue
      if (boxes.some((other) => overlap(box, other))) continue
      if (dots.some((d) => d !== wish.place && overlap(box, { left: d[0] - 6, right: d[0] + 6, top: d[1] - 6, bottom: d[1] + 6 }))) continue
      const cost = lines.filter(([p, q]) => crosses(box, p, q)).length + index * 0.05
      if (best === null || cost < best.cost) best = { cost, label, box }
    }
    if (best === null) continue
    placed.set(wish.id, best.label)
    boxes.push(best.box)
  }
  return placed
}
const kSides: [number, number, Label['anchor']][] = [
  [9, 0.36, 'start'], [-9, 0.36, 'end'], [0, -0.72, 'middle'], [0, 1.5, 'middle'],
  [7, -0.36, 'start'], [7, 1.1, 'start'], [-7, -0.36, 'end'], [-7, 1.1, 'end'],
]

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right + 4 && b.left < a.right + 4 && a.top < b.bottom && b.top < a.bottom
}

/** Whether the segment meets the box: clipped to it, something is left (Liang and Barsky). */
function crosses(box: Box, p: Position, q: Position): boolean {
  let [from, to] = [0, 1]
  const [dx, dy] = [q[0] - p[0], q[1] - p[1]]
  for (const [step, room] of [[-dx, p[0] - box.left], [dx, box.right - p[0]], [-dy, p[1] - box.top], [dy, box.bottom - p[1]]]) {
    if (step === 0) {
      if (room < 0) return false
    } else if (step < 0) from = Math.max(from, room / step)
    else to = Math.min(to, room / step)
  }
  return from <= to
}

const kArrows: Record<string, Position> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }
/** The site that an arrow key leads to: the nearest in that direction, sideways counting double. Null: no arrow, or none there. */
export function neighbourSite(places: Map<string, Position>, id: string, key: string): string | null {
  const arrow = kArrows[key]
  const here = places.get(id)
  if (!arrow || !here) return null
  let best: { id: string; far: number } | null = null
  for (const [other, place] of places) {
    const [dx, dy] = [place[0] - here[0], place[1] - here[1]]
    const along = dx * arrow[0] + dy * arrow[1]
    const aside = Math.abs(dx * arrow[1] + dy * arrow[0])
    if (other === id || along <= 0 || aside > 2 * along) continue // four such sectors cover the plane
    const far = along + 2 * aside
    if (best === null || far < best.far) best = { id: other, far }
  }
  return best?.id ?? null
}
