import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CityFlow, CitySummary } from '@/api/types'
import { arcPath, bareName, findCity, fitProjection } from '@/lib/geo'
import { arcsOf, cityValue, flowsOf, outlineFrame, tileFrame } from '@/lib/regionmap'
import { makeBreaks, roundDown, roundUp, stepOf } from '@/lib/scale'
import { neighbourTile } from '@/lib/tiles'
import { makeOutlines, simplifyLine } from '../../scripts/make-outlines.mjs'

function city(code: string, zh: string, column: number, row: number): CitySummary {
  return {
    code, name: { zh, en: '' }, province: { code: code.slice(0, 2), name: { zh: '', en: '' } },
    longitude: 118 + column, latitude: 33 - row, tile_column: column, tile_row: row, organisations: 1, capacity_cny_year: 5e8,
    chains: [{ chain: 'robot', organisations: 1, capacity_cny_year: 1e8, share: 0.25 }], risk: { red: 2, orange: 3, yellow: 7 },
  }
}
const kCities = [city('320500', '苏州市', 2, 1), city('310100', '上海市', 3, 1), city('330100', '杭州市', 2, 3)]

test('a city is coloured by the figure chosen', () => {
  assert.equal(cityValue(kCities[0], { metric: 'capacity', chain: '' }), 5e8)
  assert.equal(cityValue(kCities[0], { metric: 'capacity', chain: 'robot' }), 0.25)
  assert.equal(cityValue(kCities[0], { metric: 'capacity', chain: 'voice' }), 0)
  assert.equal(cityValue(kCities[0], { metric: 'risk', chain: '' }), 5)
})

test('tiles start at the corner, and a city without one is not drawn', () => {
  const frame = tileFrame([...kCities, { ...city('999999', '无格市', 0, 0), tile_column: null }])
  assert.deepEqual(frame.shapes.map((s) => [s.column, s.row]), [[0, 0], [1, 0], [0, 2]])
  assert.equal(frame.width * 3, frame.height * 2)
})

test('arrow keys lead to the nearest tile ahead, or nowhere', () => {
  const tiles = tileFrame(kCities).shapes
  assert.equal(neighbourTile(tiles, '320500', 'ArrowRight')?.code, '310100')
  assert.equal(neighbourTile(tiles, '320500', 'ArrowDown')?.code, '330100')
  assert.equal(neighbourTile(tiles, '320500', 'ArrowUp'), undefined)
  assert.equal(neighbourTile(tiles, '320500', 'Enter'), undefined)
})

test('arcs join cities that are drawn, thicker for more value', () => {
  const flow = (from: string, to: string, value: number): CityFlow => ({ from, to, value_cny_year: value, links: 1, reconstructed_share: 0 })
  const flows = [flow('320500', '310100', 100), flow('310100', '330100', 25), flow('320500', '000000', 50)]
  const arcs = arcsOf(flows, tileFrame(kCities))
  assert.equal(arcs.length, 2)
  assert.ok(arcs[0].thick > arcs[1].thick)
  assert.equal(flowsOf(flows, '330100').length, 1)
  assert.notEqual(arcPath([0, 0], [10, 0]), arcPath([10, 0], [0, 0]))
})

test('colour steps follow the quantiles and leave zero apart', () => {
  const breaks = makeBreaks([0, 1, 2, 3, 4, 100])
  assert.deepEqual(breaks, [2, 3, 4, 100])
  assert.deepEqual([0, 1, 2, 99, 100].map((v) => stepOf(v, breaks)), [0, 1, 2, 4, 5])
  assert.deepEqual(makeBreaks([]), [])
  assert.deepEqual(makeBreaks([7, 7, 7]), [])
  assert.equal(roundDown(12_345), 12_000)
  assert.equal(roundDown(0.0987), 0.098)
})

test('outlines join cities by code or by name with and without 市', () => {
  const feature = (properties: object) => ({ type: 'Feature' as const, properties, geometry: { type: 'Polygon' as const, coordinates: [] } })
  assert.equal(findCity(feature({ name: '苏州' }), kCities)?.code, '320500')
  assert.equal(findCity(feature({ name: '上海市' }), kCities)?.code, '310100')
  assert.equal(findCity(feature({ code: 330100, name: 'Hangzhou' }), kCities)?.code, '330100')
  assert.equal(findCity(feature({ name: '宿州市' }), kCities), undefined)
  assert.equal(bareName('沙市'), '沙市')
})

test('the outlines made at build time hold all 41 cities where they lie', () => {
  const outlines = makeOutlines()
  assert.equal(outlines.features.length, 41)
  assert.equal(new Set(outlines.features.map((f) => f.properties.name)).size, 41)
  for (const feature of outlines.features) {
    assert.ok(feature.geometry.type === 'MultiPolygon' && feature.geometry.coordinates.length > 0, feature.properties.name)
    for (const [lon, lat] of feature.geometry.coordinates.flat(2) as [number, number][]) {
      assert.ok(lon > 114 && lon < 124 && lat > 27 && lat < 35.5, `${feature.properties.name} ${lon} ${lat}`)
    }
  }
  assert.equal(outlineFrame(outlines, kCities)?.shapes.length, 3)
  assert.equal(outlineFrame({ type: 'FeatureCollection', features: [] }, kCities), null)
})

test('simplifying keeps the ends and every point off the line by more than the tolerance', () => {
  assert.deepEqual(simplifyLine([[0, 0], [1, 0.001], [2, 0]], 0.01), [[0, 0], [2, 0]])
  assert.deepEqual(simplifyLine([[0, 0], [1, 1], [2, 0]], 0.01), [[0, 0], [1, 1], [2, 0]])
})

test('the projection keeps north up and fits the frame', () => {
  const p = fitProjection([[116, 28], [122, 35]], { width: 600, pad: 10 })
  assert.deepEqual(p.project(116, 35).map(Math.round), [10, 10])
  assert.equal(Math.round(p.project(122, 28)[0]), 590)
  assert.ok(p.height > 600)
})

test('an axis ends at the next number of two digits', () => {
  assert.deepEqual([0, 0.1, 0.1001, 0.123, 9.99, 100].map(roundUp), [0, 0.1, 0.11, 0.13, 10, 100])
})
