// Figures → steps of one colour. The breaks are quantiles of the values that are not zero, rounded to two digits, so that a
// region with one giant city still shows differences among the others, and the legend can name them.

export const kSteps = 5

export function makeBreaks(values: number[], steps = kSteps): number[] {
  const sorted = values.filter((v) => v > 0).sort((a, b) => a - b)
  if (sorted.length === 0) return []
  const breaks: number[] = []
  for (let step = 1; step < steps; ++step) {
    const value = roundDown(sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * step) / steps))])
    if (value > sorted[0] && value > (breaks[breaks.length - 1] ?? 0)) breaks.push(value)
  }
  return breaks
}

/** 0 for nothing, else 1 + the number of breaks at or below the value. */
export function stepOf(value: number, breaks: number[]): number {
  if (!(value > 0)) return 0
  return 1 + breaks.filter((b) => value >= b).length
}

export function roundDown(value: number): number {
  if (!(value > 0)) return 0
  const size = 10 ** (Math.floor(Math.log10(value)) - 1)
  return Number((Math.floor(value / size + 1e-9) * size).toPrecision(6))
}

/** The next number of two digits, for the end of an axis. */
export function roundUp(value: number): number {
  if (!(value > 0)) return 0
  const size = 10 ** (Math.floor(Math.log10(value)) - 1)
  return Number((Math.ceil(value / size - 1e-9) * size).toPrecision(6))
}
