"""Plots as plain SVG, logarithmic in x."""
import math


COLORS = ("#06c", "#777")


def plot(path, title, x_name, y_name, lines, bound):
    """lines: of each name (x, y) in order of x, the first's x for all; bound: a y up to which the first counts as flat."""
    points = next(iter(lines.values()))
    width, height, left, right, top, bottom = 560, 300, 64, 24, 40, 52
    xs, ys = [math.log10(x) for x, _ in points], [y for each in lines.values() for _, y in each]
    low, high = xs[0], xs[-1] if xs[-1] > xs[0] else xs[0] + 1
    most = max(*ys, bound) * 1.15
    px = lambda x: left + (math.log10(x) - low) / (high - low) * (width - left - right)
    py = lambda y: height - bottom - y / most * (height - top - bottom)
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" font-family="sans-serif" font-size="12" '
             f'role="img"><title>{title}</title><rect width="{width}" height="{height}" fill="#fff"/>',
             f'<text x="{left}" y="22" font-size="14">{title}</text>',
             f'<path d="M{left} {top}V{height - bottom}H{width - right}" fill="none" stroke="#444"/>']
    step = 10 ** math.floor(math.log10(most / 2))
    step *= 5 if most / step > 10 else 2 if most / step > 5 else 1
    for i in range(1, int(most / step) + 1):
        parts.append(f'<path d="M{left} {py(i * step):.1f}H{width - right}" stroke="#ddd"/>'
                     f'<text x="{left - 6}" y="{py(i * step) + 4:.1f}" text-anchor="end">{i * step:g}</text>')
    for x, _ in points:
        parts.append(f'<text x="{px(x):.1f}" y="{height - bottom + 16}" text-anchor="middle">{x:,}</text>')
    parts.append(f'<path d="M{left} {py(bound):.1f}H{width - right}" stroke="#b00" stroke-dasharray="5 4"/>'
                 f'<text x="{left + 24}" y="{py(bound) - 5:.1f}" fill="#b00">1.5 × the least</text>')
    for i, (color, (name, each)) in enumerate(zip(COLORS, lines.items())):
        line = " ".join(f"{px(x):.1f},{py(y):.1f}" for x, y in each)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{color}" stroke-width="2"/>')
        for x, y in each:
            at = 'start" dx="4' if x == each[0][0] else "end" if x == each[-1][0] else "middle"  # not over the axis
            parts.append(f'<circle cx="{px(x):.1f}" cy="{py(y):.1f}" r="3.5" fill="{color}"/>'
                         f'<text x="{px(x):.1f}" y="{py(y) - 8:.1f}" text-anchor="{at}" fill="{color}">{y:.3g}</text>')
        if len(lines) > 1:
            parts.append(f'<text x="{width - right}" y="{22 + 16 * i}" text-anchor="end" fill="{color}">{name}</text>')
    parts.append(f'<text x="{(left + width - right) / 2}" y="{height - 12}" text-anchor="middle">{x_name}</text>'
                 f'<text transform="translate(16 {(top + height - bottom) / 2}) rotate(-90)" text-anchor="middle">{y_name}</text></svg>')
    path.write_text("\n".join(parts) + "\n")
