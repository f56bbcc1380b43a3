// A small chart of one minute: a line and the area below it.

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 60;
const HEIGHT = 20;

/** Makes `svg` a chart. The returned function draws a list of at most 60 values, newest last. */
export function chart(svg, { smallestTop, fixedTop }) {
  svg.setAttribute('viewBox', `0 0 ${WIDTH - 1} ${HEIGHT}`);
  const area = part(svg, 'area');
  const line = part(svg, 'line');
  return (values) => {
    const known = values.filter((value) => value !== null);
    const top = fixedTop ?? Math.max(smallestTop, ...known) * 1.1;
    const points = values
      .map((value, index) => [WIDTH - values.length + index, value])
      .filter(([, value]) => value !== null)
      .map(([x, value]) => [x, HEIGHT - 1 - (value / top) * (HEIGHT - 2)]);
    const path = points.map(([x, y]) => `${x},${y.toFixed(2)}`).join('L');
    line.setAttribute('d', path && `M${path}`);
    area.setAttribute('d', path && `M${points[0][0]},${HEIGHT}L${path}L${points.at(-1)[0]},${HEIGHT}Z`);
  };
}

function part(svg, className) {
  const made = document.createElementNS(SVG, 'path');
  made.setAttribute('class', className);
  svg.append(made);
  return made;
}
