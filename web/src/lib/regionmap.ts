// What the map of the region draws: one shape a city, coloured by a figure, and arcs between them.
import type { CityFlow, CitySummary } from '@/api/types'
import { arcPath, bareName, findCity, fitProjection, pathOf, polygonsOf, type Outlines, type Position } from './geo'

export type Metric = 'capacity' | 'risk' | 'loss'
export interface MapChoice {
  metric: Metric
  chain: string // '' is all of them; only capacity has chains
}

export interface CityShape {
  code: string
  path: string
  centre: Position
  column: number
  row: number
}
export interface MapFrame {
  width: number
  height: number
  shapes: CityShape[]
}

export const kTile = 66
export const kTileGap = 4

/** The figure that colours a city: capacity, or share of one chain's capacity, or red and orange points. */
export function cityValue(city: CitySummary, choice: MapChoice): number {
  if (choice.metric === 'risk') return city.risk.red + city.risk.orange
  if (choice.chain === '') return city.capacity_cny_year
  return city.chains.find((c) => c.chain === choice.chain)?.share ?? 0
}

/** The largest chains of a city, by its share of them in the region. */
export function strongestChains(city: CitySummary, count: number) {
  return [...city.chains].sort((a, b) => b.share - a.share || a.chain.localeCompare(b.chain)).slice(0, count)
}

export function flowsOf(flows: CityFlow[], code: string): CityFlow[] {
  return flows.filter((f) => f.from === code || f.to === code)
}

export function tileFrame(cities: CitySummary[]): MapFrame {
  const placed = cities.filter((c) => c.tile_column !== null && c.tile_row !== null)
  const left = Math.min(...placed.map((c) => c.tile_column!))
  const top = Math.min(...placed.map((c) => c.tile_row!))
  const shapes = placed.map((city) => {
    const [column, row] = [city.tile_column! - left, city.tile_row! - top]
    const [x, y] = [column * kTile, row * kTile]
    return { code: city.code, path: tilePath(x, y), centre: [x + kTile / 2, y + kTile / 2] as Position, column, row }
  })
  const width = (Math.max(0, ...shapes.map((s) => s.column)) + 1) * kTile
  const height = (Math.max(0, ...shapes.map((s) => s.row)) + 1) * kTile
  return { width, height, shapes }
}

function tilePath(x: number, y: number): string {
  const side = kTile - kTileGap
  const round = 4
  const [a, b] = [x + kTileGap / 2, y + kTileGap / 2]
  const straight = side - 2 * round
  const corner = (dx: number, dy: number) => `a${round},${round} 0 0 1 ${dx},${dy}`
  return (
    `M${a + round},${b}h${straight}${corner(round, round)}v${straight}${corner(-round, round)}` +
    `h${-straight}${corner(-round, -round)}v${-straight}${corner(round, -round)}z`
  )
}

/** Null if the outlines do not know a single city of the region. */
export function outlineFrame(outlines: Outlines, cities: CitySummary[], width = 720): MapFrame | null {
  const known = outlines.features.flatMap((feature) => {
    const city = findCity(feature, cities)
    return city ? [{ feature, city }] : []
  })
  if (known.length === 0) return null
  const points = known.flatMap(({ feature }) => polygonsOf(feature).flat(2))
  const projection = fitProjection(points, { width, pad: 4 })
  const shapes = known.map(({ feature, city }) => {
    const centre = projection.project(city.longitude, city.latitude)
    return { code: city.code, path: pathOf(feature, projection), centre, column: centre[0] / kTile, row: centre[1] / kTile }
  })
  return { width: projection.width, height: projection.height, shapes }
}

export interface Arc {
  key: string
  flow: CityFlow
  path: string
  end: Position
  thick: number
}

export function arcsOf(flows: CityFlow[], frame: MapFrame): Arc[] {
  const places = new Map(frame.shapes.map((s) => [s.code, s.centre]))
  const most = Math.max(1, ...flows.map((f) => f.value_cny_year))
  return flows.flatMap((flow) => {
    const from = places.get(flow.from)
    const to = places.get(flow.to)
    if (!from || !to) return []
    const thick = 0.8 + 5 * Math.sqrt(flow.value_cny_year / most)
    return [{ key: `${flow.from}-${flow.to}`, flow, path: arcPath(from, to), end: to, thick }]
  })
}

// Provinces as GB/T 2260 writes them in letters, by the first two digits of a city's code.
const kProvince: Record<string, string> = {
  '11': 'BJ', '12': 'TJ', '13': 'HE', '14': 'SX', '15': 'NM', '21': 'LN', '22': 'JL', '23': 'HL', '31': 'SH', '32': 'JS', '33': 'ZJ',
  '34': 'AH', '35': 'FJ', '36': 'JX', '37': 'SD', '41': 'HA', '42': 'HB', '43': 'HN', '44': 'GD', '45': 'GX', '46': 'HI', '50': 'CQ',
  '51': 'SC', '52': 'GZ', '53': 'YN', '54': 'XZ', '61': 'SN', '62': 'GS', '63': 'QH', '64': 'NX', '65': 'XJ',
}

/** A name that fits a tile: 连云港; "Taizhou (Jiangsu)" → "Taizhou JS", since two cities are called so. */
export function tileName(name: { zh: string; en: string }, code: string, language: 'zh' | 'en'): string {
  if (language === 'zh' || !name.en) return bareName(name.zh)
  return name.en.replace(/\s*\(.*\)$/, ` ${kProvince[code.slice(0, 2)] ?? ''}`).trim()
}
