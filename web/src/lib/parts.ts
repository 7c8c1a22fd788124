// Tones of a score's parts, in the order the server lists them: jades, then greys, dark beside light so that neighbours differ.
const kTones = ['#07604f', '#62ae9c', '#1d8a74', '#a5d0c4', '#474d55', '#a3a7ac', '#6d737b', '#d3cfc6']

export function partTone(index: number): string {
  return kTones[index % kTones.length]
}
