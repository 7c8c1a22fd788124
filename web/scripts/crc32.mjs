// CRC-32 (ISO 3309), as PNG chunks carry it. node:zlib has one only from Node 22 on.
const kTable = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n
  for (let k = 0; k < 8; ++k) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
  return c
})

export function crc32(bytes) {
  let c = 0xffffffff
  for (const byte of bytes) c = kTable[(c ^ byte) & 255] ^ (c >>> 8)
  return (c ^ 0xffffffff) >>> 0
}
