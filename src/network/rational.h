// Exact fractions, read and printed: what network calculus computes with, so that a bound is the number itself.
//
// Example:   LM_ASSIGN(const Rational rate, ParseRational("0.1"));     // 1/10
//            FractionText(Rational(100, 3))                           // "100/3"
//            DecimalUpText(Rational(100, 3), 3)                       // "33.334"
// Cost:      as of whole numbers of any length (Boost.Multiprecision); sums and products grow them.
#pragma once

#include <boost/multiprecision/cpp_int.hpp>
#include <string>
#include <string_view>

#include "base/result.h"

namespace lianmeng::network {

using WholeNumber = boost::multiprecision::number<boost::multiprecision::cpp_int_backend<>,
                                                  boost::multiprecision::et_off>;
// Always in lowest terms, with a positive denominator.
using Rational = boost::multiprecision::number<
    boost::multiprecision::rational_adaptor<boost::multiprecision::cpp_int_backend<>>,
    boost::multiprecision::et_off>;

inline constexpr size_t kRationalDigitsMax = 40;     // in a text, those of an exponent left out
inline constexpr int64_t kRationalExponentMax = 30;  // of ten, either way

// "3", "-0.25", "1.5e3" or "7/3": digits, one point, an exponent, or two whole numbers around a stroke.
// Errors: kInvalidArgument with the text as value: anything else, more digits or a larger exponent than above, a
//         denominator of 0.
[[nodiscard]] Result<Rational> ParseRational(std::string_view text);

// "7/3", or "3" where it is whole.
[[nodiscard]] std::string FractionText(const Rational& value);

// With so many decimals at most, never below the value: what a bound prints as is a bound too.
[[nodiscard]] std::string DecimalUpText(const Rational& value, int decimals);

// Binary digits of the longer of its two numbers.
[[nodiscard]] size_t BitsOf(const Rational& value);

}  // namespace lianmeng::network
