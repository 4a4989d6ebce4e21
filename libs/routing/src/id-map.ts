import { byCodeUnit } from './sorted-set.js';

/** Whoever makes several changes in a row: what was made for one edit is nobody else's yet and may be written to. */
export type Edit = object;

/**
 * An immutable map of things that know their own ids, a hash trie: a change copies two or three small nodes and shares
 * the rest. Beside `SortedSet` for speed: in a tree, finding one of 10,000 UUIDs means comparing fourteen long strings.
 *
 * Changes of one `edit` copy each node once and then write to the copy. So whoever gives an edit keeps no map between
 * two of its changes, and ends the edit before the map is let out.
 */
export class IdMap<K extends string, V extends object> {
  private constructor(
    private readonly root: Branch<V>,
    private readonly idOf: IdOf<K, V>,
  ) {}

  static empty<K extends string, V extends object>(idOf: IdOf<K, V>): IdMap<K, V> {
    return new IdMap<K, V>([undefined, 0], idOf);
  }

  get(id: K): V | undefined {
    const hash = hashOf(id);
    let node = this.root;
    for (let shift = 0; ; shift += BITS) {
      const bit = bitAt(hash, shift);
      const slot = node[placeOf(node, bit, id, this.idOf)] as Slot<V> | undefined;
      if (!isBranch(slot)) return slot && this.idOf(slot) === id ? slot : undefined;
      node = slot;
    }
  }

  with(value: V, edit?: Edit): IdMap<K, V> {
    const root = insert(this.root, 0, hashOf(this.idOf(value)), value, this.idOf, edit);
    return root === this.root ? this : new IdMap(root, this.idOf);
  }

  /** With another value in the place of one that is there. */
  changed(id: K, change: (value: V) => V, edit?: Edit): IdMap<K, V> {
    const root = alter(this.root, 0, hashOf(id), id, change, this.idOf, edit);
    return root === this.root ? this : new IdMap(root, this.idOf);
  }

  without(id: K): IdMap<K, V> {
    const root = remove(this.root, 0, hashOf(id), id, this.idOf);
    return root === this.root ? this : new IdMap(root, this.idOf);
  }

  /** All values in order of their ids, whatever the order they came in. */
  values(): V[] {
    return this.unordered().sort((a, b) => byCodeUnit(this.idOf(a), this.idOf(b)));
  }

  /** All values in no order that means anything: for sums. */
  unordered(): V[] {
    const values: V[] = [];
    collect(this.root, values);
    return values;
  }
}

type IdOf<K, V> = (value: V) => K;

const BITS = 5;

/**
 * One array and nothing around it, since nearly all a change costs is fetching and copying memory: the edit it was made
 * for, and for the length of it not shared; a bitmap of which of the 32 slots are taken; and those slots only. A bitmap
 * of none of them: the values have one and the same hash.
 */
type Branch<V> = [edit: Edit | undefined, bitmap: number, ...slots: Slot<V>[]];

type Slot<V> = Branch<V> | V;

const FIRST = 2;

const isBranch = <V>(slot: Slot<V> | undefined): slot is Branch<V> => Array.isArray(slot);

/** Time-ordered UUIDs begin alike and are random at the end, so the end is enough. */
const HASHED_CHARACTERS = 10;

/** FNV-1a, its high bits folded into the low ones that are used first. */
function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let at = Math.max(0, key.length - HASHED_CHARACTERS); at < key.length; at += 1)
    hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  return hash ^ (hash >>> 15);
}

const bitAt = (hash: number, shift: number): number => 1 << ((hash >>> shift) & 31);

/** How many of the taken slots come before `bit`. */
function countBefore(bitmap: number, bit: number): number {
  let bits = bitmap & (bit - 1);
  bits -= (bits >>> 1) & 0x55555555;
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Where in a node the way to an id goes on; -1 when it ends there. */
function placeOf<K, V>(node: Branch<V>, bit: number, id: K, idOf: IdOf<K, V>): number {
  const bitmap = node[1];
  if ((bitmap & bit) !== 0) return FIRST + countBefore(bitmap, bit);
  return bitmap === 0 ? twinAt(node, id, idOf) : -1;
}

const twinAt = <K, V>(twins: Branch<V>, id: K, idOf: IdOf<K, V>): number =>
  twins.findIndex((slot, at) => at >= FIRST && idOf(slot as V) === id);

function insert<K extends string, V>(
  node: Branch<V>,
  shift: number,
  hash: number,
  value: V,
  idOf: IdOf<K, V>,
  edit: Edit | undefined,
): Branch<V> {
  const bitmap = node[1];
  if (bitmap === 0 && node.length > FIRST) return besides(node, shift, hash, value, idOf, edit);
  const bit = bitAt(hash, shift);
  const place = FIRST + countBefore(bitmap, bit);
  if ((bitmap & bit) === 0) {
    const wider = node.toSpliced(place, 0, value) as Branch<V>;
    wider[0] = edit;
    wider[1] = bitmap | bit;
    return wider;
  }
  const slot = node[place] as Slot<V>;
  if (isBranch(slot)) return owned(node, place, insert(slot, shift + BITS, hash, value, idOf, edit), edit);
  if (slot === value) return node;
  if (idOf(slot) === idOf(value)) return owned(node, place, value, edit);
  const old = hashOf(idOf(slot));
  const alone: Branch<V> = [edit, old === hash ? 0 : bitAt(old, shift + BITS), slot];
  return owned(node, place, insert(alone, shift + BITS, hash, value, idOf, edit), edit);
}

/** Puts a value where the values of one hash are: among them, if it has the same. */
function besides<K extends string, V>(
  twins: Branch<V>,
  shift: number,
  hash: number,
  value: V,
  idOf: IdOf<K, V>,
  edit: Edit | undefined,
): Branch<V> {
  const id = idOf(value);
  const old = hashOf(idOf(twins[FIRST] as V));
  if (old !== hash) return insert([edit, bitAt(old, shift), twins], shift, hash, value, idOf, edit);
  const place = placeOf(twins, 0, id, idOf);
  return owned(twins, place < 0 ? twins.length : place, value, edit);
}

/** The branch with another slot: itself, if it was made for the same edit. */
function owned<V>(node: Branch<V>, place: number, slot: Slot<V>, edit: Edit | undefined): Branch<V> {
  if (node[place] === slot) return node;
  const own = edit !== undefined && node[0] === edit ? node : (node.slice() as Branch<V>);
  own[0] = edit;
  own[place] = slot;
  return own;
}

function alter<K extends string, V>(
  node: Branch<V>,
  shift: number,
  hash: number,
  id: K,
  change: (value: V) => V,
  idOf: IdOf<K, V>,
  edit: Edit | undefined,
): Branch<V> {
  const place = placeOf(node, bitAt(hash, shift), id, idOf);
  const slot = node[place] as Slot<V> | undefined;
  if (slot === undefined) return node;
  if (isBranch(slot)) return owned(node, place, alter(slot, shift + BITS, hash, id, change, idOf, edit), edit);
  return idOf(slot) === id ? owned(node, place, change(slot), edit) : node;
}

/** Removes an id if it is there. An emptied branch is cut; one left with a single value does no harm. */
function remove<K extends string, V>(node: Branch<V>, shift: number, hash: number, id: K, idOf: IdOf<K, V>): Branch<V> {
  const bit = bitAt(hash, shift);
  const place = placeOf(node, bit, id, idOf);
  const slot = node[place] as Slot<V> | undefined;
  if (slot === undefined) return node;
  if (isBranch(slot)) {
    const rest = remove(slot, shift + BITS, hash, id, idOf);
    if (rest.length > FIRST) return owned(node, place, rest, undefined);
  } else if (idOf(slot) !== id) return node;
  const narrower = node.toSpliced(place, 1) as Branch<V>;
  narrower[0] = undefined;
  narrower[1] &= ~bit;
  return narrower;
}

function collect<V>(node: Branch<V>, into: V[]): void {
  for (let place = FIRST; place < node.length; place += 1) {
    const slot = node[place] as Slot<V>;
    if (isBranch(slot)) collect(slot, into);
    else into.push(slot);
  }
}
