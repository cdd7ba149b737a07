// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IEntryPointStake} from "@openzeppelin/contracts/interfaces/IERC4337.sol";
import {Account} from "../../src/Account.sol";
import {Policy} from "../../src/Policy.sol";
import {StubValidator} from "../mocks/Modules.sol";
import {StubRotator} from "../mocks/Rotators.sol";
import {StubVerifier} from "../mocks/StubVerifier.sol";
import {Token} from "../mocks/Token.sol";
import {AnsweringWallet, GasBurningWallet, OwnedWallet, ReentrantWallet} from "../mocks/Wallets.sol";
import {ReturnBombWallet, RevertingWallet} from "../mocks/Wallets.sol";
import {Fixture} from "../support/Fixture.sol";
import {Passkey} from "../support/Passkeys.sol";
import {Wallet} from "../support/Policies.sol";

/// @notice How a guardian approves, and whether it is on the owner's side.
enum Kind {
    // Honest: a wallet, a contract that one owns, a passkey, and one that a verifier vouches for.
    Wallet,
    Contract,
    Passkey,
    Vouched,
    // Bad: signs all that harms, says yes to everything, never says yes.
    Thief,
    YesMan,
    Silent
}

/// @param secret The private key that signs, for kinds that have one; a passkey's index.
struct Member {
    Kind kind;
    bytes signer;
    uint256 secret;
}

/// @notice What the campaign plays with: accounts, people, clocks and chance. Four accounts share one circle of
/// possible guardians and one set of passkeys, so that whatever was signed for one can be tried on another. The last
/// account has put its trust in a rotator that turns hostile.
abstract contract World is Fixture {
    uint256 internal constant ACCOUNTS = 4;
    uint256 internal constant MISLED = 3;
    uint256 internal constant PASSKEYS = 12;
    /// @dev The passkey that thieves install where they can.
    uint256 internal constant THIEF_PASSKEY = 9;
    /// @dev From here on passkeys belong to guardians.
    uint256 internal constant FIRST_FRIEND = 10;
    uint256 internal constant VOUCHED = 4;
    /// @dev The place of the first for whom somebody vouches, among the members.
    uint256 internal constant FIRST_VOUCHED = 6;
    uint256 internal constant CHAINS = 3;
    uint256 internal constant WEALTH = 5 ether;

    Account[] internal _accounts;
    Passkey[] internal _passkeys;
    /// @dev Nobody's until the probe needs it.
    Passkey internal _freshPasskey;
    Member[] internal _members;
    mapping(bytes32 guardian => uint256) private _memberOf;

    StubVerifier internal _verifier;
    StubRotator internal _rotator;
    StubValidator internal _spareValidator;
    Token internal _token;

    uint256 internal _time = START_TIME;
    uint256 internal _block = START_BLOCK;
    uint256 internal _chain = CHAIN_ID;
    uint256 private _entropy;

    function setUp() public virtual override {
        super.setUp();
        _verifier = new StubVerifier();
        _rotator = new StubRotator();
        _spareValidator = new StubValidator();
        _token = new Token();
        _meetPasskeys();
        _meetHonest();
        _meetBad();
        for (uint256 i = 0; i < ACCOUNTS; ++i) {
            _fund(i);
        }
    }

    function _meetPasskeys() private {
        _passkeys.push(ownerPasskey);
        _passkeys.push(otherPasskey);
        for (uint256 i = 2; i < PASSKEYS; ++i) {
            _passkeys.push(passkeyOf(string.concat("passkey ", vm.toString(i))));
        }
        _freshPasskey = passkeyOf("fresh");
        _accounts.push(account);
        _accounts.push(otherAccount);
        for (uint256 i = 2; i < ACCOUNTS; ++i) {
            _accounts.push(createAccount(_passkeys[i]));
        }
    }

    function _meetHonest() private {
        _meetWallet(Kind.Wallet, alice);
        _meetWallet(Kind.Wallet, bob);
        _meetWallet(Kind.Wallet, carol);
        Wallet memory dave = walletOf("dave");
        _meet(Kind.Contract, abi.encodePacked(new OwnedWallet(dave.addr)), dave.privateKey);
        for (uint256 i = FIRST_FRIEND; i < PASSKEYS; ++i) {
            _meet(Kind.Passkey, passkeySigner(_passkeys[i]), i);
        }
        for (uint256 i = 0; i < VOUCHED; ++i) {
            _meet(Kind.Vouched, abi.encodePacked(_verifier, "subject ", vm.toString(i)), 0);
        }
    }

    function _meetBad() private {
        _meetWallet(Kind.Thief, walletOf("thief"));
        _meet(Kind.YesMan, abi.encodePacked(new AnsweringWallet(abi.encode(bytes4(0x1626ba7e)))), 0);
        _meet(Kind.YesMan, abi.encodePacked(new ReturnBombWallet(100_000)), 0);
        ReentrantWallet reentrant = new ReentrantWallet();
        reentrant.arm(address(module), abi.encodeCall(module.approve, (keccak256("anything"))));
        _meet(Kind.YesMan, abi.encodePacked(reentrant), 0);
        _meet(Kind.Silent, abi.encodePacked(new RevertingWallet()), 0);
        _meet(Kind.Silent, abi.encodePacked(new GasBurningWallet()), 0);
    }

    function _meetWallet(Kind kind, Wallet memory wallet) private {
        _meet(kind, signerOf(wallet), wallet.privateKey);
    }

    function _meet(Kind kind, bytes memory signer, uint256 secret) private {
        _members.push(Member({kind: kind, signer: signer, secret: secret}));
        _memberOf[keccak256(signer)] = _members.length;
    }

    function _fund(uint256 i) private {
        vm.deal(address(_accounts[i]), WEALTH);
        _token.mint(address(_accounts[i]), WEALTH);
        vm.deal(address(this), 1_000_000 ether);
        IEntryPointStake(address(entryPoint)).depositTo{value: 100_000 ether}(address(_accounts[i]));
    }

    function _member(bytes memory signer) internal view returns (Member memory) {
        return _members[_memberOf[keccak256(signer)] - 1];
    }

    function _isHonest(Kind kind) internal pure returns (bool) {
        return kind <= Kind.Vouched;
    }

    function _isSuspended(Member memory member) internal view returns (bool) {
        return member.kind == Kind.Vouched && _verifier.suspended(_keyOf(member.signer));
    }

    /// @dev What follows the verifier's address in a signer.
    function _keyOf(bytes memory signer) internal pure returns (bytes memory key) {
        key = new bytes(signer.length - 20);
        for (uint256 i = 0; i < key.length; ++i) {
            key[i] = signer[i + 20];
        }
    }

    /// @dev What this guardian answers when it is asked to approve. Only Silent's is worth nothing.
    function _signature(Member memory member, bytes32 digest) internal view returns (bytes memory) {
        if (member.kind == Kind.Passkey) {
            return verification(address(validator), _passkeys[member.secret], digest);
        }
        if (member.kind == Kind.Vouched) return _verifier.attest(_keyOf(member.signer), digest);
        if (member.kind == Kind.YesMan || member.kind == Kind.Silent) return "anything";
        return sign(Wallet({addr: address(0), privateKey: member.secret}), digest);
    }

    // ---- clock, chains ----------------------------------------------------------------------------------------------

    /// @dev The three chains, ascending; the fixture's is in the middle.
    function _chainAt(uint256 i) internal pure returns (uint256) {
        return [uint256(10), CHAIN_ID, 42_161][i];
    }

    /// @dev Kept here, so that nothing depends on what a test runner carries from call to call.
    function _enterWorld() internal {
        vm.warp(_time);
        vm.roll(_block);
        vm.chainId(_chain);
    }

    // ---- chance -----------------------------------------------------------------------------------------------------

    function _shuffle(uint256 seed, uint256 turn) internal {
        _entropy = uint256(keccak256(abi.encode(seed, turn)));
    }

    function _random() internal returns (uint256) {
        _entropy = uint256(keccak256(abi.encode(_entropy)));
        return _entropy;
    }

    /// @dev From 0 to `count` - 1.
    function _roll(uint256 count) internal returns (uint256) {
        return _random() % count;
    }

    function _chance(uint256 percent) internal returns (bool) {
        return _roll(100) < percent;
    }

    /// @dev Somebody without any rights.
    function _stranger() internal returns (address) {
        return address(uint160(uint256(keccak256(abi.encode("passer-by", _roll(5))))));
    }

    function _decode(bytes memory policy) internal pure returns (Policy memory) {
        return abi.decode(policy, (Policy));
    }
}
