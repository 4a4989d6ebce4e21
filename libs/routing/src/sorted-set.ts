/**
 * An immutable set kept in order: every change answers a new set that shares all but O(log n) of the old one, which
 * stays valid. A weight-balanced tree rather than a B-tree because the sizes in its nodes also answer "how many are
 * before this one", which is a caller's place in the queue.
 *
 * An item may be given a height, and each node knows the greatest of its subtree: the first item of at least some
 * height is found without a look at those before it, as the first agent who is good enough.
 */
export class SortedSet<T> {
  private constructor(
    private readonly compare: Compare<T>,
    private readonly root: Tree<T>,
  ) {}

  static empty<T>(compare: Compare<T>): SortedSet<T> {
    return new SortedSet<T>(compare, null);
  }

  get size(): number {
    return sizeOf(this.root);
  }

  /** The lowest. */
  first(): T | undefined {
    let node = this.root;
    while (node?.left) node = node.left;
    return node?.item;
  }

  /** The item at a place, counted from 0. */
  at(place: number): T | undefined {
    let node = this.root;
    let left = place;
    while (node) {
      const before = sizeOf(node.left);
      if (left === before) return node.item;
      if (left < before) node = node.left;
      else {
        left -= before + 1;
        node = node.right;
      }
    }
    return undefined;
  }

  /** The greatest height of all items; -Infinity when there are none. */
  get top(): number {
    return topOf(this.root);
  }

  /** How many are before `item`, whether or not it is present itself. */
  rank(item: T): number {
    let before = 0;
    let node = this.root;
    while (node) {
      const order = this.compare(item, node.item);
      if (order <= 0) node = node.left;
      else {
        before += sizeOf(node.left) + 1;
        node = node.right;
      }
    }
    return before;
  }

  with(item: T, height = 0): SortedSet<T> {
    return new SortedSet(this.compare, insert(this.root, item, height, this.compare));
  }

  without(item: T): SortedSet<T> {
    const root = remove(this.root, item, this.compare);
    return root === this.root ? this : new SortedSet(this.compare, root);
  }

  /** The `limit` lowest, in order; only those of at least a height, if one is given. */
  take(limit: number, height = -Infinity): T[] {
    const taken: T[] = [];
    collect(this.root, limit, height, taken);
    return taken;
  }

  /** All items in order. */
  values(): T[] {
    return this.take(this.size);
  }
}

export type Compare<T> = (a: T, b: T) => number;

/** Orders branded ids and other strings by code unit, the same on every machine. */
export const byCodeUnit: Compare<string> = (a, b) => (a === b ? 0 : a < b ? -1 : 1);

class Node<T> {
  readonly size: number;
  readonly top: number;

  constructor(
    readonly item: T,
    readonly height: number,
    readonly left: Tree<T>,
    readonly right: Tree<T>,
  ) {
    this.size = sizeOf(left) + sizeOf(right) + 1;
    let top = height;
    if (left && left.top > top) top = left.top;
    if (right && right.top > top) top = right.top;
    this.top = top;
  }
}

type Tree<T> = Node<T> | null;

const sizeOf = <T>(tree: Tree<T>): number => (tree === null ? 0 : tree.size);
const topOf = <T>(tree: Tree<T>): number => (tree === null ? -Infinity : tree.top);

function insert<T>(tree: Tree<T>, item: T, height: number, compare: Compare<T>): Node<T> {
  if (!tree) return new Node(item, height, null, null);
  const order = compare(item, tree.item);
  if (order === 0) return new Node(item, height, tree.left, tree.right);
  return order < 0
    ? balance(tree, insert(tree.left, item, height, compare), tree.right)
    : balance(tree, tree.left, insert(tree.right, item, height, compare));
}

function remove<T>(tree: Tree<T>, item: T, compare: Compare<T>): Tree<T> {
  if (!tree) return null;
  const order = compare(item, tree.item);
  if (order === 0) return join(tree.left, tree.right);
  if (order < 0) {
    const left = remove(tree.left, item, compare);
    return left === tree.left ? tree : balance(tree, left, tree.right);
  }
  const right = remove(tree.right, item, compare);
  return right === tree.right ? tree : balance(tree, tree.left, right);
}

/** Joins the two subtrees a removed node leaves behind. */
function join<T>(left: Tree<T>, right: Tree<T>): Tree<T> {
  if (!left) return right;
  if (!right) return left;
  let next = right;
  while (next.left) next = next.left;
  return balance(next, left, removeFirst(right));
}

function removeFirst<T>(tree: Node<T>): Tree<T> {
  return tree.left ? balance(tree, removeFirst(tree.left), tree.right) : tree.right;
}

// The only integer parameters for which both insertion and removal keep the balance
// (Hirai and Yamamoto, "Balancing weight-balanced trees", 2011).
const DELTA = 3;
const GAMMA = 2;

const tooLight = (a: number, b: number): boolean => DELTA * (a + 1) < b + 1;

/** Makes a node with the item and height of `at` over two subtrees, one of which has changed by one element. */
function balance<T>(at: Node<T>, left: Tree<T>, right: Tree<T>): Node<T> {
  const l = sizeOf(left);
  const r = sizeOf(right);
  if (right && tooLight(l, r)) {
    const { left: near, right: far } = right;
    if (near && sizeOf(near) + 1 >= GAMMA * (sizeOf(far) + 1))
      return like(near, like(at, left, near.left), like(right, near.right, far));
    return like(right, like(at, left, near), far);
  }
  if (left && tooLight(r, l)) {
    const { left: far, right: near } = left;
    if (near && sizeOf(near) + 1 >= GAMMA * (sizeOf(far) + 1))
      return like(near, like(left, far, near.left), like(at, near.right, right));
    return like(left, far, like(at, near, right));
  }
  return like(at, left, right);
}

const like = <T>(at: Node<T>, left: Tree<T>, right: Tree<T>): Node<T> => new Node(at.item, at.height, left, right);

function collect<T>(tree: Tree<T>, limit: number, height: number, into: T[]): void {
  if (!tree || tree.top < height || into.length >= limit) return;
  collect(tree.left, limit, height, into);
  if (into.length >= limit) return;
  if (tree.height >= height) into.push(tree.item);
  collect(tree.right, limit, height, into);
}
