/*
 * Tests of the substitutions of C++ names (Itanium ABI, 5.1.10): what each kind of component leaves
 * for S_, S0_, … to stand for, and what leaves nothing. All as GNU c++filt -i prints them.
 */
#include "demangle_check.h"

static const struct pair names[] = {
    {"_Z1fP1AS_S0_", "f(A*, A, A*)"},
    {"_Z1fR1AS_S0_", "f(A&, A, A&)"},
    {"_Z1fO1AS_S0_", "f(A&&, A, A&&)"},
    {"_Z1fPK1AS_S0_S1_", "f(A const*, A, A const, A const*)"},
    {"_Z1fPVK1AS_S0_S1_", "f(A const volatile*, A, A const volatile, A const volatile*)"},
    {"_Z1fPFvicES_S0_", "f(void (*)(int, char), void (int, char), void (*)(int, char))"},
    {"_Z1fPA3_iS_S0_", "f(int (*) [3], int [3], int (*) [3])"},
    {"_Z1fM1AiS_S0_", "f(int A::*, A, int A::*)"},
    {"_Z1fN1A1B1CES_S0_S1_", "f(A::B::C, A, A::B, A::B::C)"},
    {"_Z1f1AIiES_S0_", "f(A<int>, A, A<int>)"},
    {"_Z1fN1A1BIiE1CES_S0_S1_S2_", "f(A::B<int>::C, A, A::B, A::B<int>, A::B<int>::C)"},
    {"_Z1fSt6vectorIiES_S0_", "f(std::vector<int>, std::vector, std::vector<int>)"},
    {"_Z1fSt3fooS_", "f(std::foo, std::foo)"},
    {"_Z1fSaIiES_", "f(std::allocator<int>, std::allocator<int>)"},
    {"_Z1fSsPSsS_", "f(std::string, std::string*, std::string*)"},
    {"_Z1fSsB5cxx11S_", "f(std::string[abi:cxx11], std::string[abi:cxx11])"},
    {"_Z1fSsB5cxx11PS_S0_",
	"f(std::string[abi:cxx11], std::string[abi:cxx11]*, std::string[abi:cxx11]*)"},
    {"_Z1fSaB3fooIiES_S0_",
	"f(std::allocator[abi:foo]<int>, std::allocator[abi:foo], std::allocator[abi:foo]<int>)"},
    {"_Z1fu3fooS_", "f(foo, foo)"},
    {"_Z1fPiS_PcS0_", "f(int*, int*, char*, char*)"},
    {"_Z1fIiEvT_PS0_S1_", "void f<int>(int, int*, int*)"},
    {"_Z1fIiEvPT_S0_S1_", "void f<int>(int*, int, int*)"},
    {"_Z1fIiEvPDTfp_ES0_", "void f<int>(decltype ({parm#1})*, decltype ({parm#1}))"},
    {"_Z1fCfPS_S0_", "f(float _Complex, float _Complex*, float _Complex*)"},
    {"_Z1fGfPS_S0_", "f(float _Imaginary, float _Imaginary*, float _Imaginary*)"},
    {"_Z1fDv4_fPS_S0_", "f(float __vector(4), float __vector(4)*, float __vector(4)*)"},
    {"_Z1fU3fooPiS0_S_", "f(int* foo, int* foo, int*)"},
    {"_Z1fKN1A1BES_S0_S1_", "f(A::B const, A, A::B, A::B const)"},
    {"_ZN1A1fES_", "A::f(A)"},
    {"_ZN1A1B1fES_S0_", "A::B::f(A, A::B)"},
    {"_ZN1AIiE1fES_S0_", "A<int>::f(A, A<int>)"},
    {"_ZNSt1A1fES_", "std::A::f(std::A)"},
    {"_ZN1A1BIS_E1fES0_S1_", "A::B<A>::f(A::B, A::B<A>)"},
    {"_Z1fIiEvN1AIT_EES1_S2_", "void f<int>(A<int>, int, A<int>)"},
    {"_Z1fIiEvN1AIT_E1BES1_S2_S3_", "void f<int>(A<int>::B, int, A<int>, A<int>::B)"},
    {"_Z1f1A1B1C1D1E1F1G1H1I1J1KS_S8_S9_", "f(A, B, C, D, E, F, G, H, I, J, K, A, J, K)"},
    {"_Z1f1A1B1C1D1E1F1G1H1I1J1K1L1MSA_SB_", "f(A, B, C, D, E, F, G, H, I, J, K, L, M, L, M)"},
    {"_Z1fP1AP1BP1CP1DP1EP1FP1GP1HP1IP1JP1KP1LP1MP1NP1OP1PP1QP1R1SSY_SZ_",
	"f(A*, B*, C*, D*, E*, F*, G*, H*, I*, J*, K*, L*, M*, N*, O*, P*, Q*, R*, S, R*, S)"},
    {"_Z1fP1AP1BP1CP1DP1EP1FP1GP1HP1IP1JP1KP1LP1MP1NP1OP1PP1QP1R1S1TSZ_S10_",
	"f(A*, B*, C*, D*, E*, F*, G*, H*, I*, J*, K*, L*, M*, N*, O*, P*, Q*, R*, S, T, S, T)"},
    {"_Z1f1AS0_", NULL},
    {"_Z1fiS_", NULL},
    {"_ZSt1fIiEvT_S0_S_", "void std::f<int>(int, int, std::f)"},
    {"_Z1fPFPFvvEPcES_S0_S1_S2_S3_", "f(void (*(*)(char*))(), void (), void (*)(), char*, void "
				     "(*(char*))(), void (*(*)(char*))())"},
    {"_Z1f1AIN1BEES_S0_S1_", "f(A<B>, A, B, A<B>)"},
    {"_Z1fB3foo1AS_", "f[abi:foo](A, A)"},
    {"_ZN1AB3foo1fES_", "A[abi:foo]::f(A[abi:foo])"},
    {"_ZN1AB3foo1BES_", "A[abi:foo]::B(A[abi:foo])"},
    {"_Z1fN1AB3foo1BES_S0_", "f(A[abi:foo]::B, A[abi:foo], A[abi:foo]::B)"},
    {"_Z1f1AB3fooS_", "f(A[abi:foo], A[abi:foo])"},
};

int
main(void)
{
	CHECK_NAMES(demangle_cxx, names);
	return check_done();
}
