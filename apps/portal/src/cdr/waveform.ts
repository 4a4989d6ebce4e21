/** An SVG path of thin bars about the line `middle`, each reaching at most `reach` to either side. */
export function wavePath(levels: readonly number[], middle: number, reach: number): string {
  const top = Math.max(12, ...levels);
  return levels
    .map((level, at) => {
      const half = Math.max(0.4, (level / top) * reach);
      return `M${at} ${(middle - half).toFixed(2)}V${(middle + half).toFixed(2)}`;
    })
    .join('');
}
