# Makes the viewer's JavaScript short: usage awk -f shorten.awk FILE FILE (it is read twice).
#
# It leaves out comments, indentation, spaces and ends of lines where no word would grow together, and
# the last semicolon of a block; const is let, and what is declared by const, let, function or class
# has a name of two or three letters, unless the same word is a property or stands in a text; what is
# declared within a function, also unless it may be a property by its own name, as in {name}. Strings,
# templates and regular expressions stay as they are; none of them spans lines. The source has all of
# its semicolons.

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
	print "shorten.awk: line " FNR ": no end of " quote >"/dev/stderr"
	exit 1
}

function is_word(c) { return c ~ /[A-Za-z0-9_$]/ }

# Whether a space between these two is needed. The script stands in XML and in HTML, where ]]>, -->,
# <! and </ say something.
function parts(a, b) {
	return is_word(a) && is_word(b) || (a == "+" || a == "-" || a == "/") && a == b ||
		b == ">" && (a == "]" || a == "-") || a == "<" && (b == "!" || b == "/")
}

# Names like $a, $b, … $Z, $aa.
function short_name(at,    letters) {
	letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	return "$" (at < 52 ? "" : substr(letters, int(at / 52), 1)) substr(letters, at % 52 + 1, 1)
}

# The words of a text may be names of properties; those with a hyphen are none.
function keep_words(text,    words, i) {
	for (i = split(text, words, /[^A-Za-z0-9_$-]+/); i > 0; i--)
		kept[words[i]] = 1
}

function learn(text, word,    rest) {
	rest = substr($0, i + length(word))
	uses[word]++
	if (text ~ /\.$/ && text !~ /\.\.\.$/ || rest ~ /^ *:/)
		kept[word] = 1
	if (length(word) > 2 && before ~ /^(const|let|function|class)$/)
		declared[word] = text == before ? 2 : declared[word] + 0
	if (open ~ /{$/ && (text == "" ? end_before : text) ~ /[{,.]$/ && rest ~ /^ *([,}]|$)/)
		property[word] = 1
	before = word
	return word
}

function is_free(word) {
	return word in declared && !(word in kept) && (declared[word] == 2 || !(word in property))
}

# Those of two letters, by what they save.
function name_most_used(    word, best) {
	while (count < 52) {
		best = ""
		for (word in declared)
			if (is_free(word) && !(word in names) &&
			    (best == "" || uses[word] > uses[best] || uses[word] == uses[best] && word < best))
				best = word
		names[best] = short_name(count++)
	}
}

function word_in(text, first, word) {
	if (first)
		return learn(text, word)
	if (word == "const")
		return "let"
	if (count == 0)
		name_most_used()
	if (!is_free(word))
		return word
	if (!(word in names))
		names[word] = short_name(count++)
	return names[word]
}

{
	first = NR == FNR
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
		if (is_word(c)) {
			while (end < n && is_word(letter[end + 1]))
				end++
			token = word_in(out, first, substr($0, i, end - i + 1))
		} else {
			if (c == "'" || c == "\"" || c == "`" || c == "/" && begins_regex(out)) {
				end = literal_end(i, c)
				if (first && c != "/")
					keep_words(substr($0, i, end - i + 1))
			}
			token = substr($0, i, end - i + 1)
			if (c ~ /[({[]/)
				open = open c
			else if (c ~ /[]})]/)
				open = substr(open, 1, length(open) - 1)
			before = ""
		}
		if (space && out != "" && parts(substr(out, length(out)), c))
			out = out " "
		space = 0
		out = out token
		i = end
	}
	if (out == "" || first) {
		end_before = out == "" ? end_before : out
		next
	}
	# A loop may have no body but that semicolon.
	if (out ~ /^}/ && held !~ /^(while|for|} *else|else|if)/)
		sub(/;$/, "", held)
	last = substr(held, length(held))
	wide += length(held)
	if (held != "" && (parts(last, substr(out, 1, 1)) || wide > 300 && last ~ /[{;,]/)) {
		held = held "\n"
		wide = 0
	}
	printf "%s", held
	held = out
}

END { print held }
