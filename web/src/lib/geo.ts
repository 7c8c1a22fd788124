// Outlines of cities → paths. The region spans six degrees, so a plain projection with its middle parallel true to scale
// is right to within two percent.

export type Position = [number, number]
export interface OutlineFeature {
  type: 'Feature'
  properties: { name?: string; code?: string | number; adcode?: string | number }
  geometry: { type: 'Polygon'; coordinates: Position[][] } | { type: 'MultiPolygon'; coordinates: Position[][][] }
}
/** GeoJSON with two members of ours: where it comes from, and the approval number (审图号) that is shown under the map. */
export interface Outlines {
  type: 'FeatureCollection'
  features: OutlineFeature[]
  approval?: string
  source?: string
}

export interface Projection {
  width: number
  height: number
  project(longitude: number, latitude: number): Position
}

export function polygonsOf(feature: OutlineFeature): Position[][][] {
  return feature.geometry.type === 'Polygon' ? [feature.geometry.coordinates] : feature.geometry.coordinates
}

export function fitProjection(points: Position[], frame: { width: number; pad: number }): Projection {
  const lons = points.map((p) => p[0])
  const lats = points.map((p) => p[1])
  const [west, east] = [Math.min(...lons), Math.max(...lons)]
  const [south, north] = [Math.min(...lats), Math.max(...lats)]
  const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180)
  const scale = (frame.width - 2 * frame.pad) / Math.max(1e-9, (east - west) * squeeze)
  return {
    width: frame.width,
    height: (north - south) * scale + 2 * frame.pad,
    project: (longitude, latitude) => [
      frame.pad + (longitude - west) * squeeze * scale,
      frame.pad + (north - latitude) * scale,
    ],
  }
}

export function pathOf(feature: OutlineFeature, projection: Projection): string {
  const ring = (points: Position[]) =>
    `M${points.map((p) => projection.project(p[0], p[1]).map((v) => v.toFixed(1)).join(',')).join('L')}Z`
  return polygonsOf(feature).flatMap((rings) => rings.map(ring)).join('')
}

/** 苏州市 and 苏州 are one city; a prefecture keeps its 地区 or 州. */
export function bareName(name: string): string {
  return name.length > 2 ? name.replace(/市$/, '') : name
}

export function findCity<T extends { code: string; name: { zh: string } }>(
  feature: OutlineFeature,
  cities: T[],
): T | undefined {
  const code = String(feature.properties.code ?? feature.properties.adcode ?? '')
  const name = bareName(feature.properties.name ?? '')
  return (
    cities.find((c) => code !== '' && c.code === code) ??
    cities.find((c) => name !== '' && bareName(c.name.zh) === name)
  )
}

/** A curve from one point to another, bent to the left of the way, so that there and back are two curves. */
export function arcPath(from: Position, to: Position, bend = 0.18): string {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]]
  const mid: Position = [(from[0] + to[0]) / 2 + dy * bend, (from[1] + to[1]) / 2 - dx * bend]
  const f = (p: Position) => `${p[0].toFixed(1)},${p[1].toFixed(1)}`
  return `M${f(from)}Q${f(mid)} ${f(to)}`
}
