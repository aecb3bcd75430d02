# Leaves out what the viewer's JavaScript does not need to run: comments, indentation, and spaces and
# ends of lines where no word would grow together. Strings, templates and regular expressions stay as
# they are; none of them spans lines.

# A slash after one of these, or after one of those words, begins a regular expression.
function begins_regex(before) {
	return before == "" || before ~ /[(,=:[!&|?{};+*%<>~^-]$/ || before ~ /(^|[^A-Za-z0-9_$])(return|typeof|case)$/
}

# Where the string or expression at i ends.
function literal_end(i, quote,    c, class) {
	for (i++; i <= n; i++) {
		c = letter[i]
		if (c == "\\")
			i++
		else if (quote == "/" && c == "[")
			class = 1
		else if (quote == "/" && c == "]")
			class = 0
		else if (c == quote && !class)
			return i
	}
	print "shorten.awk: line " NR ": no end of " quote >"/dev/stderr"
	exit 1
}

function is_word(c) { return c ~ /[A-Za-z0-9_$]/ }

# Whether a space between these two is needed. The script stands in XML and in HTML, where ]]>, -->,
# <! and </ say something.
function parts(a, b) {
	return is_word(a) && is_word(b) || (a == "+" || a == "-" || a == "/") && a == b ||
		b == ">" && (a == "]" || a == "-") || a == "<" && (b == "!" || b == "/")
}

{
	out = ""
	space = 0
	n = length($0)
	for (i = 1; i <= n; i++)
		letter[i] = substr($0, i, 1)
	for (i = 1; i <= n; i++) {
		c = letter[i]
		if (c == " " || c == "\t") {
			space = 1
			continue
		}
		if (c == "/" && i < n && letter[i + 1] == "/")
			break
		end = i
		if (c == "'" || c == "\"" || c == "`" || c == "/" && begins_regex(out))
			end = literal_end(i, c)
		if (space && out != "" && parts(substr(out, length(out)), c))
			out = out " "
		space = 0
		out = out substr($0, i, end - i + 1)
		i = end
	}
	if (out == "")
		next
	printf "%s%s", out, out ~ /[{;,([]$/ ? "" : "\n"
}

END { print "" }
