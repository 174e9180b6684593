/** Reads PostgreSQL's binary messages from front to back. Reading past the end throws a RangeError. */
export class Reader {
  private at = 0
  private readonly bytes: Buffer

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  char(): string {
    return String.fromCharCode(this.uint8())
  }

  uint8(): number {
    return this.bytes.readUInt8(this.skip(1))
  }

  uint16(): number {
    return this.bytes.readUInt16BE(this.skip(2))
  }

  uint32(): number {
    return this.bytes.readUInt32BE(this.skip(4))
  }

  int64(): bigint {
    return this.bytes.readBigInt64BE(this.skip(8))
  }

  /** Text that ends with a zero byte. */
  cstring(): string {
    const end = this.bytes.indexOf(0, this.at)
    if (end === -1) throw new RangeError('A text in a replication message has no end.')
    const text = this.bytes.toString('utf8', this.at, end)
    this.at = end + 1
    return text
  }

  /** Text of a known number of bytes. */
  text(length: number): string {
    const start = this.skip(length)
    return this.bytes.toString('utf8', start, start + length)
  }

  rest(): Buffer {
    return this.bytes.subarray(this.at)
  }

  private skip(length: number): number {
    const start = this.at
    if (start + length > this.bytes.length) {
      throw new RangeError('A replication message is shorter than it says.')
    }
    this.at += length
    return start
  }
}
